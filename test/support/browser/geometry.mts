import type { Editor } from './editor.mts';

/**
 * What is wrong with how a canvas looks, in words: notes that do not show all of their text, names that are cut off,
 * nodes that stand on another, and lines that run over a node or a note.
 */
export function flawsOf({ page }: Editor): Promise<string[]> {
	return page.evaluate(() => {
		const flaws: string[] = [];
		const nodes = [...document.querySelectorAll<HTMLElement>('[data-test-id="canvas-node"]')].map(
			(element) => ({
				element,
				name: element.dataset.nodeName ?? '',
				isNote: element.dataset.nodeType === 'n8n-nodes-base.stickyNote',
			}),
		);

		const isCut = ({ scrollHeight, clientHeight, scrollWidth, clientWidth }: Element) =>
			scrollHeight > clientHeight + 1 || scrollWidth > clientWidth + 1;
		// The line of small print below a node's name, which n8n itself shortens.
		const isSubtitle = (element: Element) => element.closest('[class*="subtitle"]') !== null;
		const clips = (element: Element) => getComputedStyle(element).overflow !== 'visible';
		for (const { element, name } of nodes) {
			for (const part of element.querySelectorAll('*')) {
				const text = (part as HTMLElement).innerText?.trim();
				if (text && !isSubtitle(part) && clips(part) && isCut(part)) {
					flaws.push(`"${name}" is too small for "${text.slice(0, 40)}"`);
				}
			}
		}

		/** The box of a node without what shows on hover, on the screen. */
		const boxOf = ({ element, isNote }: (typeof nodes)[number]) => {
			const drawn = isNote ? element : element.querySelector('[data-test-id$="-node"]');
			return (drawn ?? element).getBoundingClientRect();
		};
		const boxes = nodes.map((node) => ({ ...node, box: boxOf(node) }));
		for (const [index, one] of boxes.entries()) {
			for (const other of boxes.slice(index + 1)) {
				const apart =
					one.box.right <= other.box.left ||
					other.box.right <= one.box.left ||
					one.box.bottom <= other.box.top ||
					other.box.bottom <= one.box.top;
				if (!apart) flaws.push(`"${one.name}" and "${other.name}" overlap`);
			}
		}

		for (const edge of document.querySelectorAll<SVGGElement>('[data-test-id="edge"]')) {
			const { sourceNodeName: source = '', targetNodeName: target = '' } = edge.dataset;
			const others = boxes.filter(({ name }) => name !== source && name !== target);
			const crossed = new Set<string>();
			for (const path of edge.querySelectorAll<SVGPathElement>('.vue-flow__edge-path')) {
				const toScreen = path.getScreenCTM()!;
				const length = path.getTotalLength();
				for (let at = 0; at <= length; at += 4) {
					const { x, y } = path.getPointAtLength(at).matrixTransform(toScreen);
					for (const { name, box } of others) {
						const inside = x > box.left && x < box.right && y > box.top && y < box.bottom;
						if (inside) crossed.add(name);
					}
				}
			}
			for (const name of crossed) flaws.push(`the line ${source} → ${target} crosses "${name}"`);
		}
		return flaws;
	});
}

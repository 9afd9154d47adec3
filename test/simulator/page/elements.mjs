export const $ = (selector, within = document) => within.querySelector(selector);

/** Creates an element. Children are text or elements, never markup, so that no data can run as code. */
export function element(name, properties = {}, ...children) {
	const { dataset, ...others } = properties;
	const made = Object.assign(document.createElement(name), others);
	Object.assign(made.dataset, dataset);
	made.append(...children.flat().filter((child) => child !== '' && child !== undefined));
	return made;
}

/** Text with line breaks allowed after `_` and `/`. */
export const breakable = (text) =>
	text.split(/(?<=[_/])/).flatMap((part) => [part, element('wbr')]);

/** A button that ignores presses while its action runs. It is not `disabled`, which would take the focus from it. */
export function button(label, onClick, properties = {}) {
	const made = element('button', { type: 'button', ...properties }, label);
	made.addEventListener('click', async () => {
		if (made.ariaDisabled) return;
		made.ariaDisabled = 'true';
		await onClick().finally(() => (made.ariaDisabled = null));
	});
	return made;
}

/** Keys of the details that the reader has opened, so that an update does not close them. */
const opened = new Set();

export function details(key, summary, ...children) {
	const made = element(
		'details',
		{ open: opened.has(key), dataset: { key } },
		element('summary', { dataset: { focus: key } }, summary),
		...children,
	);
	made.addEventListener('toggle', () => (made.open ? opened.add(key) : opened.delete(key)));
	return made;
}

/**
 * Returns a function that shows items as children of `parent` and replaces only the changed ones, so that
 * text selections and the focus stay where they are. When the item with the focus disappears, the focus moves to the
 * item that takes its place, or to the section's title.
 *
 * @param toElement creates an item's element; its focusable elements need a `data-focus`
 */
export function keyedList(parent, toElement) {
	let shown = new Map();

	return (items) => {
		const focused = document.activeElement?.dataset?.focus;
		const held = [...parent.children].findIndex((child) => child.contains(document.activeElement));
		const next = new Map();
		for (const item of items) {
			const before = shown.get(item.id);
			const text = JSON.stringify(item);
			const same = before?.text === text;
			const made = same ? before.made : toElement(item);
			if (before && !same) before.made.replaceWith(made);
			next.set(item.id, { text, made });
		}
		for (const [id, { made }] of shown) if (!next.has(id)) made.remove();
		let place = parent.firstElementChild;
		for (const { made } of next.values()) {
			if (made === place) place = place.nextElementSibling;
			else parent.insertBefore(made, place);
		}
		shown = next;
		if (held >= 0 && !parent.contains(document.activeElement)) {
			const same = focused && $(`[data-focus="${CSS.escape(focused)}"]`, parent);
			const neighbor = parent.children[held] ?? parent.lastElementChild;
			const other = neighbor ? $('[data-focus]', neighbor) : $('h2', parent.closest('section'));
			(same || other).focus();
		}
		return [...next.values()].map(({ made }) => made);
	};
}

let labels = {};

/** Sets the plain names of events and resource types. */
export const setLabels = (names) => (labels = names);

/** The plain name of an event or resource type. */
export const labelOf = (name) => labels[name] ?? name;

/** `2026-01-05T09:00:00.000+03:00` as `09:00:00`. */
export const time = (iso = '') => element('time', { dateTime: iso, title: iso }, iso.slice(11, 19));

export const money = (amount) => `KES ${Number(amount).toLocaleString('en-KE')}`;

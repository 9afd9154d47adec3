import { mkdirSync } from 'node:fs';

import type { Locator } from 'playwright-core';

import type { Editor, Theme } from '../../test/support/browser/editor.mts';
import { listenFor } from '../../test/support/browser/listening.mts';
import { openPanel, runNode } from '../../test/support/browser/panel.mts';
import { themes, useDesk } from '../../test/support/browser/setup.mts';
import { askByHand, askingNode, payment } from '../../test/support/browser/workflows.mts';
import { example, exampleNames } from '../../test/support/workflows/example.mts';

const folders = ['docs/images', 'examples/images'];

const desk = useDesk({ resultDelay: 100 });

beforeAll(() => folders.forEach((folder) => mkdirSync(folder, { recursive: true })));

interface Box {
	x: number;
	y: number;
	width: number;
	height: number;
}

/** Leaves only the nodes: no buttons around them, and no marks where a user has yet to choose a credential. */
const onlyNodes = `
	body * { visibility: hidden }
	.vue-flow, .vue-flow__transformationpane *, marker * { visibility: visible }
	[data-test-id="node-issues"] { display: none }
`;

/** Takes one of the pictures that the docs show, of a part of the page. */
async function shoot({ page }: Editor, name: string, theme: Theme, clip: Box) {
	// n8n's messages in the corner go by themselves.
	await page.locator('.el-notification').first().waitFor({ state: 'hidden' });
	await page.mouse.move(0, 0);
	await page.screenshot({ path: `${name}-${theme}.png`, clip, animations: 'disabled' });
}

/** The nodes on the canvas, with their names and with what leads out of them. */
async function boxOfNodes({ page }: Editor): Promise<Box> {
	const boxes = await page
		.locator('.vue-flow__node')
		.evaluateAll((nodes) => nodes.map((node) => node.getBoundingClientRect().toJSON() as DOMRect));
	const x = Math.min(...boxes.map(({ left }) => left)) - 70;
	const y = Math.min(...boxes.map(({ top }) => top)) - 40;
	const width = Math.max(...boxes.map(({ right }) => right)) - x + 90;
	const height = Math.max(...boxes.map(({ bottom }) => bottom)) - y + 80;
	return { x, y, width, height };
}

/** Shoots a node's panel, with its output as JSON. */
async function shootPanel(editor: Editor, output: Locator, name: string, theme: Theme) {
	await output.locator('[data-test-id="radio-button-json"]').click();
	const panel = editor.page.locator('[data-test-id="ndv"]');
	await shoot(editor, name, theme, (await panel.boundingBox())!);
}

describe.each(themes)('in %s', (theme) => {
	it.each(exampleNames())('%s on the canvas, without its notes', async (name) => {
		const { env } = desk;
		const editor = await desk.editor(theme);
		await editor.page.setViewportSize({ width: 1600, height: 800 });
		const { nodes, ...rest } = await example(name, [env.credential]);
		const drawn = nodes.filter(({ type }) => type !== 'n8n-nodes-base.stickyNote');
		await editor.open(await env.store({ ...rest, nodes: drawn }));
		await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
		await editor.settle();
		await editor.page.addStyleTag({ content: onlyNodes });
		await shoot(editor, `examples/images/${name}`, theme, await boxOfNodes(editor));
	});

	it('a payment that was asked for, with its result', async () => {
		const { env } = desk;
		const editor = await desk.editor(theme);
		await editor.page.setViewportSize({ width: 1280, height: 860 });
		await editor.open(await env.store(askByHand(env.credential)));
		const output = await runNode(await openPanel(editor, askingNode), 'Success');
		await shootPanel(editor, output, 'docs/images/stk-push', theme);
	});

	it('the trigger, with a payment that it was told of', async () => {
		const editor = await desk.editor(theme);
		await editor.page.setViewportSize({ width: 1280, height: 860 });
		const output = await listenFor(payment, editor, desk.env);
		await shootPanel(editor, output, 'docs/images/trigger', theme);
	});
});

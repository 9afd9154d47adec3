import type { Editor } from '../../support/browser/editor.mts';
import { flawsOf } from '../../support/browser/geometry.mts';
import { themes, useDesk } from '../../support/browser/setup.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { example, exampleNames } from '../../support/workflows/example.mts';

const desk = useDesk();

/** The colour behind the nodes, which tells the themes apart. */
const backgroundOf = ({ page }: Editor): Promise<string> =>
	page.evaluate(() => getComputedStyle(document.body).backgroundColor);

it.each(exampleNames())('%s shows all of its words, and no line runs over them', async (name) => {
	const { env } = desk;
	const editor = await desk.editor();
	await editor.open(await env.store(await example(name, [env.credential])));
	await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
	await editor.settle();

	const backgrounds: string[] = [];
	for (const colorScheme of themes) {
		await editor.page.emulateMedia({ colorScheme });
		await expectShown(() => flawsOf(editor), []);
		backgrounds.push(await backgroundOf(editor));
	}
	expect(new Set(backgrounds).size).toBe(themes.length);
});

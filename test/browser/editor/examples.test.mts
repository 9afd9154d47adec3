import { flawsOf } from '../../support/browser/geometry.mts';
import { themes, useDesk } from '../../support/browser/setup.mts';
import { expectShown } from '../../support/browser/shown.mts';
import { example, exampleNames } from '../../support/workflows/example.mts';

const desk = useDesk();

describe.each(themes)('in %s', (theme) => {
	it.each(exampleNames())('%s shows all of its words, and no line runs over them', async (name) => {
		const { env } = desk;
		const editor = await desk.editor(theme);
		await editor.open(await env.store(await example(name, [env.credential])));
		await editor.page.locator('[data-test-id="zoom-to-fit"]').click();
		await editor.settle();

		await expectShown(() => flawsOf(editor), []);
	});
});

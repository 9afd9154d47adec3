import type { Locator, Page } from 'playwright-core';

/** What a person does with mouse and keyboard. */
export interface Effort {
	clicks: number;
	/** Fields that a person fills in, by typing or pasting. */
	fields: number;
	/** Characters that a person types. */
	characters: number;
}

/** In seconds, after Card, Moran and Newell's keystroke-level model: decide and point, press, and type a character. */
const pace = { decideAndPoint: 2.45, press: 0.2, character: 0.28 };

/** Seconds that a person needs, without waiting for a page. */
export const personSeconds = ({ clicks, fields, characters }: Effort): number =>
	(clicks + fields) * (pace.decideAndPoint + pace.press) + characters * pace.character;

/** Acts in a browser as a person does, and counts it. */
export class Hand {
	readonly effort: Effort = { clicks: 0, fields: 0, characters: 0 };

	/** Opens a link, such as one in the terminal. */
	async open(page: Page, url: string): Promise<void> {
		this.effort.clicks += 1;
		await page.goto(url);
	}

	/** Selects another tab. */
	async turnTo(page: Page): Promise<void> {
		this.effort.clicks += 1;
		await page.bringToFront();
	}

	async click(target: Locator): Promise<void> {
		this.effort.clicks += 1;
		await target.click();
	}

	async doubleClick(target: Locator): Promise<void> {
		this.effort.clicks += 2;
		await target.dblclick();
	}

	/** Opens a list of the browser and chooses from it. */
	async choose(list: Locator, option: string): Promise<void> {
		this.effort.clicks += 2;
		await list.selectOption(option);
	}

	/** Opens the dialog for files with a button, and double-clicks a file. */
	async chooseFile(button: Locator, path: string): Promise<void> {
		const dialog = button.page().waitForEvent('filechooser');
		await this.click(button);
		this.effort.clicks += 2;
		await (await dialog).setFiles(path);
	}

	async type(field: Locator, text: string): Promise<void> {
		this.effort.fields += 1;
		this.effort.characters += text.length;
		await field.fill(text);
	}

	async paste(field: Locator, text: string): Promise<void> {
		this.effort.fields += 1;
		await field.fill(text);
	}
}

import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { pack } from '../host/package.mts';

/** A release before this one. */
export const previousVersion = '0.0.9';

/** What the previous version calls the trigger, to see whose code runs. */
export const previousTriggerName = `Kopo Kopo Trigger ${previousVersion}`;

/**
 * Packs a previous version. Nothing is published yet, and a shallow clone has no earlier commits to build, so this is the
 * same build with another version and another name for the trigger. Replace it with the published version after the first release.
 *
 * @returns the tarball's path
 */
export async function packPrevious(folder: string): Promise<string> {
	const source = join(folder, 'previous');
	for (const name of ['dist', 'package.json', 'README.md', 'LICENSE']) {
		await cp(name, join(source, name), { recursive: true });
	}
	const change = async (file: string, from: string, to: string) => {
		const text = await readFile(join(source, file), 'utf8');
		if (!text.includes(from)) throw new Error(`${file} has no ${from}.`);
		await writeFile(join(source, file), text.replaceAll(from, to));
	};
	const { version } = JSON.parse(await readFile('package.json', 'utf8')) as { version: string };
	await change('package.json', `"version": "${version}"`, `"version": "${previousVersion}"`);
	await change('dist/kopokopo.js', '"Kopo Kopo Trigger"', JSON.stringify(previousTriggerName));
	return await pack(folder, source);
}

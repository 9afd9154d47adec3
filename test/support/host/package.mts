import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { npm } from './npm.mts';

/**
 * Packs a package, the built one of this repository by default, into a folder.
 * @returns the tarball's path.
 */
export async function pack(folder: string, source = process.cwd()): Promise<string> {
	const output = await npm(source, ['pack', '--silent', '--pack-destination', folder]);
	const name = output.split('\n').find((line) => line.endsWith('.tgz'));
	if (!name) throw new Error(`npm pack named no tarball:\n${output}`);
	return join(folder, name);
}

/** Installs tarballs where n8n puts community nodes, and with the npm options that n8n gives. */
export async function installCommunityNodes(userFolder: string, tarballs: string[]): Promise<void> {
	const folder = join(userFolder, '.n8n', 'nodes');
	await mkdir(folder, { recursive: true });
	const manifest = { name: 'installed-nodes', private: true, dependencies: {} };
	await writeFile(join(folder, 'package.json'), JSON.stringify(manifest, null, 2));
	await npm(folder, [
		'install',
		...tarballs,
		'--audit=false',
		'--fund=false',
		'--bin-links=false',
		'--install-strategy=shallow',
		'--ignore-scripts=true',
		'--package-lock=false',
		'--legacy-peer-deps',
	]);
}

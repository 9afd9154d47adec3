/** Installs each n8n that every change is tested on, and the registry, as far as the cache does not have them. */
import { installed, installedHost } from './install.mts';
import { mainReleases, registryRecipe, releaseOf } from './recipe.mts';
import { runScript } from './script.mts';

const report = (line: string) => void process.stdout.write(`${line}\n`);

await runScript(report, async () => {
	for (const release of mainReleases) await installedHost(releaseOf(release, report), report);
	await installed(registryRecipe(), report);
});

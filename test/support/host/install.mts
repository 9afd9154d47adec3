import { existsSync } from 'node:fs';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { lock } from 'proper-lockfile';
import { freeSpace, inGiB, requireDisk } from './disk.mts';
import { temporaryFolder } from './folders.mts';
import { npm } from './npm.mts';
import { withProgress, type Report } from './progress.mts';
import {
	hostRecipe,
	installNeeds,
	nodePackage,
	type Recipe,
	type Release,
	type Step,
} from './recipe.mts';

/** An n8n on disk, ready to be started, and the Node that runs it. */
export interface Host {
	release: Release;
	folder: string;
	node: string;
	n8n: string;
}

/** A real n8n from the cache, installed into it first if need be. */
export async function installedHost(release: Release, report: Report): Promise<Host> {
	const folder = await installed(hostRecipe(release), report);
	return {
		release,
		folder,
		node: join(folder, 'node_modules', nodePackage().name, 'bin', 'node'),
		n8n: join(folder, 'node_modules', 'n8n', 'bin', 'n8n'),
	};
}

/**
 * The folder of what a recipe makes, installed into the cache first if need be. The folder gets its name only when
 * complete, so an interrupted install is never taken for a finished one. Of several processes that need it at the same
 * time, one installs it and the others wait.
 */
export async function installed(recipe: Recipe, report: Report): Promise<string> {
	const cache = cacheFolder();
	const folder = join(cache, recipe.name);
	if (existsSync(folder)) return folder;
	await mkdir(cache, { recursive: true }).catch((error: Error) => {
		throw new Error(
			`${recipe.title} has no folder to go into: ${error.message}. Set XDG_CACHE_HOME to one.`,
		);
	});
	const release = await turn(folder, () => {
		report(`${recipe.title} is being installed by another process. This one waits for it.`);
	});
	try {
		if (!existsSync(folder)) await install(recipe, folder, report);
	} finally {
		await release().catch(() => undefined);
	}
	return folder;
}

const lockOptions = {
	realpath: false,
	stale: 60_000,
	update: 5_000,
	// To lose it, as in a machine that slept, costs a second install and no more.
	onCompromised: () => undefined,
};

/**
 * Waits until no other process installs into this folder: for at most a minute if that process was killed.
 * @param queue is called if there is one
 * @returns what lets the next one in
 */
async function turn(folder: string, queue: () => void): Promise<() => Promise<void>> {
	return lock(folder, lockOptions).catch((error: NodeJS.ErrnoException) => {
		if (error.code !== 'ELOCKED') throw error;
		queue();
		return lock(folder, { ...lockOptions, retries: { forever: true, factor: 1, minTimeout: 500 } });
	});
}

/** Outside the clone, since every clone can share it. */
export function cacheFolder(): string {
	const base = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
	return join(base, 'n8n-nodes-kopokopo');
}

const unfinished = '.installing-';

async function install(recipe: Recipe, folder: string, report: Report): Promise<void> {
	const cache = cacheFolder();
	await removeLeftovers(cache);
	await requireDisk({
		folder: cache,
		gibibytes: recipe.size + installNeeds,
		what: `Installing ${recipe.title}`,
		movedBy: 'XDG_CACHE_HOME',
	});
	report(
		`${recipe.title} goes into ${folder}: some minutes and ${recipe.size} GiB, this one time.`,
	);

	const { path: draft, remove } = temporaryFolder(`${folder}${unfinished}`);
	try {
		const manifest = JSON.stringify(recipe.manifest, null, '\t');
		await writeFile(join(draft, 'package.json'), manifest);
		for (const step of recipe.steps) await runStep(step, draft, report);
		await rename(draft, folder).catch((error: unknown) => {
			if (!existsSync(folder)) throw error;
		});
	} finally {
		await remove();
	}
}

async function runStep(step: Step, draft: string, report: Report): Promise<void> {
	const freeBefore = await freeSpace(draft);
	let answers = 0;
	const count = (line: string) => {
		if (/http (fetch|cache)/.test(line)) answers += 1;
	};
	const detail = async () =>
		`${answers} registry answers, ${inGiB(Math.max(0, freeBefore - (await freeSpace(draft))))} written`;
	await withProgress(step.title, report, detail, () => npm(draft, step.arguments, count));
}

const day = 24 * 60 * 60 * 1000;

/** What a killed install left. A day old, since a younger one may still be at work. */
async function removeLeftovers(cache: string): Promise<void> {
	for (const name of await readdir(cache)) {
		const path = join(cache, name);
		if (!name.includes(unfinished)) continue;
		const { mtimeMs } = await stat(path);
		if (Date.now() - mtimeMs > day) await rm(path, { recursive: true, force: true });
	}
}

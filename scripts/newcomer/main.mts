/** Measures a newcomer's path from nothing to a paid checkout: `npm run newcomer`. */
import { readFile } from 'node:fs/promises';

import type { Page } from 'playwright-core';

import { startSimulator } from '../../test/simulator/simulator.mts';
import { startChromium } from '../../test/support/browser/chromium.mts';
import { installedHost } from '../../test/support/host/install.mts';
import { describeMachine } from '../../test/support/host/machine.mts';
import { startN8n } from '../../test/support/host/n8n.mts';
import { releases } from '../../test/support/host/recipe.mts';
import { RestClient, type Session } from '../../test/support/host/rest-client.mts';
import { runScript } from '../../test/support/host/script.mts';
import { onShutdown } from '../../test/support/host/shutdown.mts';
import { payInDemo } from '../../test/support/newcomer/demo-path.mts';
import { Hand, personSeconds, type Effort } from '../../test/support/newcomer/hand.mts';
import { payInOwnN8n } from '../../test/support/newcomer/own-path.mts';
import { cloneHere, install, startDemo } from './clone.mts';
import { readOptions, usage } from './options.mts';

const docs = 'docs/demo.md';
const release = releases['2.41'];
const report = (line: string) => void process.stderr.write(`${line}\n`);
const print = (text: string) => void process.stdout.write(`${text}\n`);

/** One row of the table. Times are in seconds. */
interface Part {
	what: string;
	waited: number;
	effort?: Effort;
}

async function timed(what: string, work: () => Promise<unknown>, effort?: Effort): Promise<Part> {
	report(`\n${what}`);
	const begun = performance.now();
	await work();
	return { what, waited: (performance.now() - begun) / 1000, effort };
}

const minutes = (seconds: number) => {
	const whole = Math.round(seconds);
	return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, '0')}`;
};

function row({ what, waited, effort }: Part): string {
	const person = effort ? personSeconds(effort) : 0;
	const { clicks = '', fields = '' } = effort ?? {};
	return `| ${[what, clicks, fields, minutes(waited), minutes(waited + person)].join(' | ')} |`;
}

function printTable(title: string, parts: Part[]): void {
	const total = parts.reduce(
		(sum, { waited, effort }) => sum + waited + (effort ? personSeconds(effort) : 0),
		0,
	);
	print(`\n${title}\n`);
	print('| Part | Clicks | Fields | Computer | With a person |');
	print('| --- | --: | --: | --: | --: |');
	for (const part of parts) print(row(part));
	print(`| **Together** | | | | **${minutes(total)}** |`);
}

/** Fails if the documentation says another number of clicks or fields. */
async function compareWithDocs(parts: Part[]): Promise<void> {
	const text = await readFile(docs, 'utf8');
	for (const { what, effort } of parts) {
		if (!effort) continue;
		const counted = `${effort.clicks} clicks and ${effort.fields} fields`;
		if (text.includes(counted)) continue;
		report(`${what}: ${counted}. ${docs} says something else: correct it.`);
		process.exitCode = 1;
	}
}

/** A tab of a new browser, at n8n's list of workflows if someone is logged in. */
async function openTab(session?: Session): Promise<Page> {
	const browser = await startChromium();
	onShutdown(() => browser.close());
	const context = await browser.newContext({
		viewport: { width: 1366, height: 768 },
		permissions: ['clipboard-read', 'clipboard-write'],
	});
	context.setDefaultTimeout(120_000);
	const page = await context.newPage();
	if (session) {
		const [name = '', value = ''] = session.cookie.split(/=(.*)/s);
		await context.addCookies([{ name, value, url: session.url }]);
		const browserId = JSON.stringify(session.browserId);
		await context.addInitScript(`localStorage.setItem('n8n-browserId', ${browserId})`);
		await page.goto(`${session.url}/home/workflows`);
	}
	return page;
}

async function measureDemo(cold: boolean): Promise<Part[]> {
	const clone = await cloneHere(cold, report);
	const installed = await timed('`npm ci`', () => install(clone, report));
	let demo: Awaited<ReturnType<typeof startDemo>>;
	const started = await timed('`npm run demo`, until it prints the addresses', async () => {
		demo = await startDemo(clone, report);
	});
	const form = await openTab();
	const phone = await form.context().newPage();
	const hand = new Hand();
	const paid = await timed(
		'From the addresses to the receipt',
		() => payInDemo(hand, form, phone, demo.addresses),
		hand.effort,
	);
	await demo!.stop();
	return [installed, started, paid];
}

async function measureOwn(): Promise<Part[]> {
	const n8n = await startN8n(await installedHost(release, report), { report });
	const { session } = await RestClient.setUpOwner(n8n);
	const simulator = await startSimulator();
	onShutdown(() => simulator.close());
	const editor = await openTab(session);
	const hand = new Hand();
	return [
		await timed(
			"From n8n's list of workflows to the receipt",
			() => payInOwnN8n(hand, editor, simulator.url),
			hand.effort,
		),
	];
}

await runScript(report, async () => {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return print(usage);

	const { cpu, cores, memoryGiB, load, date } = describeMachine(release);
	print(
		`Measured on ${date} with n8n ${release.version} on ${cores} cores (${cpu}, ${memoryGiB} GiB) at a load of ${load.toFixed(1)}.`,
	);
	const demo = await measureDemo(false);
	printTable('The checkout of the demo:', demo);
	if (options.cold) printTable('The same with empty caches:', await measureDemo(true));
	const own = await measureOwn();
	printTable('Import the checkout into your own n8n:', own);
	await compareWithDocs([...demo, ...own]);
});

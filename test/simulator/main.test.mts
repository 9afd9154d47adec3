import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { type Simulator, startSimulator } from './simulator.mts';

const run = (...options: string[]): ChildProcess =>
	spawn(process.execPath, ['--import', 'tsx', 'test/simulator/main.mts', ...options]);

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
	let text = '';
	for await (const chunk of stream) text += String(chunk);
	return text;
}

it('prints its URL and how to use it, masks payers, and stops on SIGTERM', async () => {
	const child = run('--port', '0', '--payer-numbers', '0722***000');
	const [greeting] = (await once(child.stdout!, 'data')) as [Buffer];
	const [, url = ''] = /(http:\S+)/.exec(String(greeting)) ?? [];

	expect((await fetch(url)).status).toBe(200);
	const state = await fetch(`${url}/control/state`);
	expect(await state.json()).toMatchObject({ payerNumbers: '0722***000' });
	expect(String(greeting)).toContain('example-client-id');
	expect(String(greeting)).toContain('+254700000002');

	child.kill('SIGTERM');
	expect(await once(child, 'exit')).toEqual([0, null]);
}, 30_000);

it('starts with one command and needs no other folder of the repository', async () => {
	const folder = await mkdtemp(join(tmpdir(), 'simulator-'));
	await cp('test/simulator', join(folder, 'test/simulator'), { recursive: true });
	await cp('package.json', join(folder, 'package.json'));
	await symlink(resolve('node_modules'), join(folder, 'node_modules'));

	const child = spawn('npm', ['run', '--silent', 'simulator', '--', '--port', '0', '--by-hand'], {
		cwd: folder,
		detached: true,
	});
	const [greeting] = (await once(child.stdout, 'data')) as [Buffer];
	const [, url = ''] = /(http:\S+)/.exec(String(greeting)) ?? [];
	const state = await fetch(`${url}/control/state`);

	expect((await fetch(`${url}/page.mjs`)).status).toBe(200);
	expect(await state.json()).toMatchObject({ url, byHand: true });
	process.kill(-child.pid!, 'SIGTERM');
	await once(child, 'exit');
	await rm(folder, { recursive: true });
}, 60_000);

it('names the values of an option in an error and exits with 1', async () => {
	const child = run('--payer-numbers', '0722');
	const [text, exit] = await Promise.all([textOf(child.stderr!), once(child, 'exit')]);

	expect(text).toContain('--payer-numbers must be full or 0722XXXXXX or 0722***000');
	expect(exit).toEqual([1, null]);
}, 30_000);

describe('when the port is in use', () => {
	let other: Simulator;
	beforeAll(async () => {
		other = await startSimulator();
	});
	afterAll(() => other.close());

	it('names the port in an error and exits with 1', async () => {
		const { port } = new URL(other.url);
		const child = run('--port', port);
		const [text, exit] = await Promise.all([textOf(child.stderr!), once(child, 'exit')]);

		expect(text).toContain(`Port ${port} is in use`);
		expect(exit).toEqual([1, null]);
	}, 30_000);
});

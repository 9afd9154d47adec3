import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { useBench } from '../support/simulator/bench.mts';
import { clientOf, exchange, stkPush } from '../support/simulator/client.mts';

const bench = useBench();

/** Runs a command in a shell and returns its output. */
const shell = async (command: string, variables: Record<string, string> = {}) => {
	const env = { PATH: process.env['PATH'], ...variables };
	return (await promisify(execFile)('bash', ['-c', command], { env })).stdout;
};

const lastRequest = () => bench.simulator.requests.at(-1)!;
const commandFor = (withToken?: boolean) =>
	bench.simulator.curl(lastRequest().id, withToken) ?? 'none';

/** Every character that a shell, curl or JSON might interpret. */
const odd = `'"\`$(id)$HOME \\ \\n @file {a,b}[1-2] é 😀 \u0007\u009b\r\n\t!!`;

it('repeats a request with a token from a shell variable', async () => {
	const token = await exchange(bench.simulator);
	await bench.attempt('v1/incoming_payments', stkPush(bench.receiver.url, { metadata: { odd } }));
	const { headers, body } = lastRequest();
	const command = commandFor();

	const answer = await shell(command, { KOPOKOPO_TOKEN: token });

	expect(answer).toContain('201 Created');
	expect(answer).toMatch(/^location: /im);
	expect(lastRequest().body).toBe(body);
	expect(lastRequest().headers['content-type']).toBe(headers['content-type']);
	expect(bench.simulator.resources()).toHaveLength(2);
});

it('contains no token and no secret by default', async () => {
	const token = await exchange(bench.simulator);
	const { clientSecret, clientId } = bench.simulator.application;
	const keys = { client_id: clientId, client_secret: clientSecret, token };
	const client = await clientOf(bench.simulator, token);
	const commands: string[] = [];
	for (const send of [
		() => client.post('/oauth/introspect', keys),
		() => client.post('/oauth/introspect', new URLSearchParams(keys).toString()),
		() => client.get(`/api/v1/incoming_payments?access_token=${token}`),
		() => exchange(bench.simulator),
	]) {
		await send();
		commands.push(commandFor());
	}

	for (const command of commands) {
		expect(command).not.toContain(token);
		expect(command).not.toContain(clientSecret);
	}
});

it('contains a valid token on request, even after all tokens were revoked', async () => {
	await bench.create('v1/incoming_payments', stkPush(bench.receiver.url));
	bench.simulator.revokeTokens();

	expect(await shell(commandFor(true))).toContain('201 Created');
	await exchange(bench.simulator);
	expect(await shell(commandFor(true))).toContain('access_token');
});

it('reads secrets from shell variables', async () => {
	await exchange(bench.simulator);
	const { clientSecret } = bench.simulator.application;

	const answer = await shell(commandFor(), { KOPOKOPO_CLIENT_SECRET: clientSecret });

	expect(answer).toContain('200 OK');
});

it.each([
	['a body with control characters, which the terminal is not shown', odd],
	['a body that reads like a variable of the command', '\0KOPOKOPO\0$(exit 3)\0'],
	['a body that names a file', '@/etc/hostname'],
])('sends %s unchanged', async (_what, body) => {
	await fetch(`${bench.simulator.url}/api/v1/x?a=[1-2]&b='%7B`, { method: 'PUT', body });
	const before = lastRequest();
	const command = commandFor();

	await shell(command);

	// A shell command cannot contain a NUL byte.
	expect(lastRequest()).toMatchObject({
		method: 'PUT',
		path: before.path,
		body: body.includes('\0') ? '' : body,
	});
	expect(command).not.toMatch(/[^\P{Cc}\n\t]/u);
});

it.each(['GET', 'HEAD', 'DELETE'])('sends a %s request without a body', async (method) => {
	await fetch(`${bench.simulator.url}/api/v1/incoming_payments/1`, { method });

	await shell(commandFor());

	const [first, second] = bench.simulator.requests.slice(-2);
	expect(second).toMatchObject({ method, body: '', path: first?.path, status: first?.status });
});

it('repeats a delivery with its signature', async () => {
	await bench.subscribe('buygoods_transaction_received');
	const [delivery] = await bench.simulator.payTill({
		tillNumber: 'K123456',
		amount: 5,
		firstName: odd,
	});

	const answer = await shell(bench.simulator.curl(delivery!.id) ?? 'none');

	expect(answer).toContain('200 OK');
	const [first, second] = bench.receiver.received;
	expect(second?.body).toBe(first?.body);
	expect(second?.headers['x-kopokopo-signature']).toBe(bench.simulator.sign(second?.body ?? ''));
});

it('returns no command for an unknown ID', () => {
	expect(bench.simulator.curl('1')).toBeUndefined();
});

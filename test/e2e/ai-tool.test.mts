import { kopoKopoToolServer } from './tool-server.mts';
import { openBench, type Bench } from './bench.mts';

let bench: Bench;

beforeAll(async () => {
	bench = await openBench();
});

afterAll(() => bench.close());

/** Calls a method of the MCP server that n8n makes of the tools of a workflow. */
async function call(session: string | undefined, method: string, params: object, id?: number) {
	const answer = await fetch(`${bench.url}/mcp/kopokopo-tools`, {
		method: 'POST',
		headers: {
			'content-type': 'application/json',
			accept: 'application/json, text/event-stream',
			...(session && { 'mcp-session-id': session }),
		},
		body: JSON.stringify({ jsonrpc: '2.0', method, params, ...(id !== undefined && { id }) }),
	});
	const text = await answer.text();
	const data = /^data: (.*)$/m.exec(text)?.[1] ?? text;
	return {
		session: answer.headers.get('mcp-session-id') ?? session,
		result: data ? (JSON.parse(data) as { result?: Record<string, unknown> }).result : undefined,
	};
}

it('asks for a payment as a tool, with the values that the agent gives', async () => {
	await bench.open(kopoKopoToolServer(bench.credential, 'kopokopo-tools'));
	const { session } = await call(
		undefined,
		'initialize',
		{
			protocolVersion: '2025-03-26',
			capabilities: {},
			clientInfo: { name: 'test', version: '1' },
		},
		1,
	);
	await call(session, 'notifications/initialized', {});
	const { result: listed } = await call(session, 'tools/list', {}, 2);
	const [tool] = listed!.tools as Array<{ name: string; inputSchema: { properties: object } }>;
	expect(Object.keys(tool!.inputSchema.properties)).toEqual(['Phone_Number', 'Amount']);

	const { result } = await call(
		session,
		'tools/call',
		{
			name: tool!.name,
			arguments: { Phone_Number: '0712 345 678', Amount: 250 },
		},
		3,
	);
	const [resource] = bench.simulator.resources();
	expect(JSON.stringify(result)).toContain(resource!.id);
	expect(resource).toMatchObject({ type: 'incoming_payment' });
	const payments = bench.simulator.requests.filter(({ path }) =>
		path.endsWith('/incoming_payments'),
	);
	expect(payments.map(({ body }) => JSON.parse(body) as object)).toEqual([
		expect.objectContaining({
			subscriber: { phone_number: '+254712345678' },
			amount: { value: 250, currency: 'KES' },
		}),
	]);

	const refused = await call(
		session,
		'tools/call',
		{
			name: tool!.name,
			arguments: { Phone_Number: '12', Amount: 250 },
		},
		4,
	);
	expect(JSON.stringify(refused.result)).toContain('is not a Kenyan phone number: 12');
	expect(bench.simulator.resources()).toHaveLength(1);
});

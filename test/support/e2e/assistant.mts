import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { SSEClientTransport } from '@modelcontextprotocol/sdk/client/sse.js';
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';

/** What a tool returned: its first item, or the error that the model reads. */
export interface Answer {
	item: Record<string, unknown>;
	text: string;
	isError: boolean;
}

export interface Tool {
	name: string;
	description: string;
	/** The JSON types of its arguments. */
	arguments: Record<string, string>;
	required: string[];
}

/** An MCP client, as an AI assistant has one. */
export interface Assistant {
	tools(): Promise<Tool[]>;
	call(name: string, values: Record<string, unknown>): Promise<Answer>;
	close(): Promise<void>;
}

/** Milliseconds for an answer, which the SDK waits for only a minute by default. */
const timeout = 240_000;

const transports = {
	'Streamable HTTP': (url: URL, requestInit: RequestInit): Transport =>
		new StreamableHTTPClientTransport(url, { requestInit }),
	SSE: (url: URL, requestInit: RequestInit): Transport =>
		new SSEClientTransport(url, { requestInit }),
};

export type TransportName = keyof typeof transports;

/** The first item in what a tool returned, whether n8n returns a list or only that item. */
function firstItem(text: string): Record<string, unknown> {
	try {
		const value = JSON.parse(text) as Record<string, unknown> | Array<Record<string, unknown>>;
		return (Array.isArray(value) ? value[0] : value) ?? {};
	} catch {
		return {};
	}
}

/** Connects to an MCP server with the official SDK. @throws if the server refuses the token */
export async function connectAssistant(
	url: string,
	token: string,
	transport: TransportName = 'Streamable HTTP',
): Promise<Assistant> {
	const client = new Client({ name: 'test', version: '1.0.0' });
	// A busy n8n may close an idle connection while the next request is on its way.
	const headers = { authorization: `Bearer ${token}`, connection: 'close' };
	await client.connect(transports[transport](new URL(url), { headers }), { timeout });
	return {
		async tools() {
			const { tools } = await client.listTools({}, { timeout });
			return tools.map(({ name, description = '', inputSchema }) => ({
				name,
				description,
				arguments: Object.fromEntries(
					Object.entries(inputSchema.properties ?? {}).map(([key, value]) => [
						key,
						String(Reflect.get(value, 'type')),
					]),
				),
				required: inputSchema.required ?? [],
			}));
		},
		async call(name, values) {
			const { content, isError } = await client.callTool({ name, arguments: values }, undefined, {
				timeout,
			});
			const [first] = content as Array<{ text: string }>;
			const text = first?.text ?? '';
			return { item: firstItem(text), text, isError: isError === true };
		},
		close: () => client.close(),
	};
}

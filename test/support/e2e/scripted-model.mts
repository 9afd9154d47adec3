import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { loopback } from '../host/ports.mts';

export interface Message {
	role: string;
	content: string | null;
}

/** What the model is asked: all that was said, and the tools that it may call. */
export interface Question {
	messages: Message[];
	tools?: Array<{
		function: { name: string; description: string; parameters: { properties: object } };
	}>;
}

/** What the model answers: words, or the call of a tool. */
export type Reply = string | { tool: string; arguments: Record<string, unknown> };

/** A chat model that says what it is told to, behind OpenAI's API. */
export interface ScriptedModel {
	/** For the Base URL of an OpenAI credential. */
	url: string;
	/** What it was asked, in order. */
	asked: Question[];
	/** Sets the next answers; one may depend on what it is asked. */
	script(...replies: Array<Reply | ((question: Question) => Reply)>): void;
	close(): Promise<void>;
}

/** The form of a chat completion that OpenAI publishes. */
function completion(reply: Reply) {
	const message =
		typeof reply === 'string'
			? { role: 'assistant', content: reply }
			: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: `call_${crypto.randomUUID()}`,
							type: 'function',
							function: { name: reply.tool, arguments: JSON.stringify(reply.arguments) },
						},
					],
				};
	return {
		id: `chatcmpl-${crypto.randomUUID()}`,
		object: 'chat.completion',
		created: Math.floor(Date.now() / 1000),
		model: 'scripted',
		choices: [
			{ index: 0, message, finish_reason: typeof reply === 'string' ? 'stop' : 'tool_calls' },
		],
		usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 },
	};
}

export async function startScriptedModel(): Promise<ScriptedModel> {
	const asked: Question[] = [];
	let replies: Array<Reply | ((question: Question) => Reply)> = [];
	const app = express().use(express.json({ limit: '1mb' }));
	app.post('/v1/chat/completions', (request, response) => {
		const question = request.body as Question;
		asked.push(question);
		const reply = replies.shift() ?? 'There is nothing more to say.';
		response.json(completion(typeof reply === 'function' ? reply(question) : reply));
	});
	const server = createServer(app);
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	return {
		url: `http://${loopback}:${(server.address() as AddressInfo).port}/v1`,
		asked,
		script(...next) {
			replies = next;
		},
		close: () =>
			new Promise((resolve, reject) => {
				server.close((error) => (error ? reject(error) : resolve()));
				server.closeAllConnections();
			}),
	};
}

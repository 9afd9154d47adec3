import express from 'express';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fetchOnNewConnection } from '../host/new-connection.mts';
import { loopback } from '../host/ports.mts';
import type { RestClient, WorkflowNode } from '../host/rest-client.mts';
import { waitFor } from '../host/wait.mts';

interface Message {
	text: string;
	reply_markup: { inline_keyboard: Array<Array<{ text: string; url: string }>> };
}

/** A person who is asked by Telegram to approve the calls of an agent's tools. */
export interface Reviewer {
	/** n8n's node between the tools and the agent, which asks the person. */
	node: WorkflowNode;
	/** The next message, once it has arrived. */
	asked(): Promise<Message>;
	answer(message: Message, approved: boolean): Promise<void>;
	close(): Promise<void>;
}

export async function startReviewer(rest: RestClient): Promise<Reviewer> {
	const messages: Message[] = [];
	const app = express().use(express.json());
	app.post('/:bot/sendMessage', (request, response) => {
		messages.push(request.body as Message);
		response.json({ ok: true, result: { message_id: messages.length, chat: { id: 1 } } });
	});
	const server = createServer(app);
	await new Promise<void>((resolve) => server.listen(0, loopback, resolve));
	const { id, name, type } = await rest.createCredential({
		name: 'Telegram',
		type: 'telegramApi',
		data: {
			accessToken: 'example-token',
			baseUrl: `http://${loopback}:${(server.address() as AddressInfo).port}`,
		},
	});
	return {
		node: {
			name: 'Ask a person',
			type: 'n8n-nodes-base.telegramHitlTool',
			typeVersion: 1.2,
			credentials: { [type]: { id, name } },
			parameters: {
				resource: 'message',
				operation: 'sendAndWait',
				chatId: '1',
				message: '={{ $tool.name }}: {{ JSON.stringify($tool.parameters) }}',
				responseType: 'approval',
				approvalOptions: { values: { approvalType: 'double' } },
				options: {},
			},
		},
		asked: () => waitFor('question to the person', 240, async () => messages.shift()),
		async answer({ reply_markup: { inline_keyboard: rows } }, approved) {
			const button = rows.flat().find(({ url }) => url.includes(`approved=${String(approved)}`))!;
			// n8n ignores programs that only look at links.
			await fetchOnNewConnection(button.url, {
				headers: { 'user-agent': 'Mozilla/5.0 Firefox/140.0' },
			});
		},
		close: () =>
			new Promise((resolve, reject) => {
				server.close((error) => (error ? reject(error) : resolve()));
				server.closeAllConnections();
			}),
	};
}

import { createRequire } from 'node:module';

import { describeSince } from '../support/e2e/releases.mts';
import { fetchOnNewConnection } from '../support/host/new-connection.mts';
import { openEnvironment, type Environment } from '../support/shared-n8n/environment.mts';

interface NodeType {
	name: string;
}

/** What n8n brings to show nodes to its AI workflow builder. */
interface Catalog {
	NodeTypeParser: new (types: NodeType[]) => object;
	searchCodeBuilderNodes(parser: object, queries: string[]): { results: string };
}

interface Definitions {
	generateNodeTypeFile(type: NodeType): string;
}

describeSince('2.30')("n8n's AI workflow builder", () => {
	let env: Environment;
	let types: NodeType[];
	let require: NodeJS.Require;

	beforeAll(async () => {
		env = await openEnvironment();
		const { url, browserId, cookie } = env.rest.session;
		const answer = await fetchOnNewConnection(`${url}/types/nodes.json`, {
			headers: { cookie, 'browser-id': browserId },
		});
		types = (await answer.json()) as NodeType[];
		require = createRequire(env.host.n8n);
	});

	afterAll(() => env.close());

	it('reads which node and operation to use, and which moves money', () => {
		const catalog = require('@n8n/ai-utilities/node-catalog') as Catalog;
		const parser = new catalog.NodeTypeParser(types);
		const { results } = catalog.searchCodeBuilderNodes(parser, ['Kopo Kopo']);
		expect(results).toMatch(/kopoKopoTrigger \[TRIGGER\]\n.*\n.*\n.*\n +@builderHint Use it when/);
		expect(results).toMatch(/- send\n +Send money to .*\n +@builderHint Sends money out/);
		expect(results).toMatch(
			/- requestPayment\n +Ask a customer .*\n +@builderHint Asks a customer/,
		);
	});

	it('reads how to choose an Idempotency Key', () => {
		const { generateNodeTypeFile } =
			require('@n8n/workflow-sdk/dist/generate-types/generate-types') as Definitions;
		const type = types.find(({ name }) => name === 'n8n-nodes-kopokopo.kopoKopo')!;
		expect(generateNodeTypeFile(type)).toMatch(
			/@builderHint Set it for every payment[^/]*\*\/\s+idempotencyKey\?: string/,
		);
	});
});

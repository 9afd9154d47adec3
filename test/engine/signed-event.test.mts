import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';

import { useSimulator } from '../support/engine/setup.mts';
import { newTrigger, payments, useTriggerServer } from '../support/engine/trigger.mts';

const kopoKopo = useSimulator({ retryDelays: [] });
const server = useTriggerServer(kopoKopo);

const page = readFileSync('docs/trigger-receives-nothing.md', 'utf8');
const [, command = ''] = /```bash\n([^]+?)```/.exec(page) ?? [];

/** What the command of the page prints, for this URL and API key. */
async function run(apiKey: string): Promise<string> {
	const script = command.replace(/^url=.*$/m, `url='${server.url}'`);
	const running = promisify(execFile)('bash', ['-c', script]);
	running.child.stdin!.end(`${apiKey}\n`);
	return (await running).stdout;
}

describe('the signed event of docs/trigger-receives-nothing.md', () => {
	beforeEach(async () => {
		server.trigger = await newTrigger(kopoKopo.simulator, payments);
	});

	it('starts the workflow with the right API key', async () => {
		expect(await run('example-api-key')).toMatch(/HTTP\/1\.1 200/);
		expect(server.started).toEqual([
			expect.objectContaining({ paid: true, amount: 1, senderFirstName: 'Test' }),
		]);
	});

	it('is rejected with another API key', async () => {
		expect(await run('another-api-key')).toMatch(/401[^]*The signature is not valid/);
		expect(server.started).toEqual([]);
	});

	it('does not start a trigger that has not selected it', async () => {
		server.trigger = await newTrigger(kopoKopo.simulator, { events: ['customer_created'] });
		expect(await run('example-api-key')).toMatch(/200[^]*Not selected/);
		expect(server.started).toEqual([]);
	});
});

import { parseArgs } from 'node:util';

export const usage = `npm run newcomer -- [options]

  --cold    also without npm's cache and the cached n8n: about 4 GB are downloaded, and deleted in the end
  --help    show this text

Clones this repository's last commit into a temporary folder, and does there what the README says: npm ci, npm run demo,
and a payment at the checkout, in Chromium. Then it imports the checkout into an n8n that has only the package. The
figures go to standard output as Markdown, the progress to standard error.`;

export interface NewcomerOptions {
	cold: boolean;
	help: boolean;
}

/** @throws Error for an unknown option */
export function readOptions(commandLine: string[]): NewcomerOptions {
	const { values } = parseArgs({
		args: commandLine,
		options: {
			cold: { type: 'boolean', default: false },
			help: { type: 'boolean', default: false },
		},
	});
	return values;
}

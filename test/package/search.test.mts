import { sublimeSearch } from '@n8n/utils/search/sublime-search';
import { PackageDirectoryLoader } from 'n8n-core';
import type { INodeTypeDescription } from 'n8n-workflow';

import { searchWords } from '../support/package/search-words.mts';

const loader = new PackageDirectoryLoader(process.cwd());

beforeAll(async () => await loader.loadAll());

const descriptionOf = (name: string) =>
	loader.nodeTypes[name]!.type.description as INodeTypeDescription;

/** What n8n's node creator searches. */
const listed = ({ displayName, codex }: INodeTypeDescription) => ({
	properties: { displayName: displayName.replace(/ trigger/i, ''), codex },
});

/** The n8n nodes that rank highest for the words below (n8n 2.41). */
const rivals = [
	{ properties: { displayName: 'PayPal', codex: {} } },
	{ properties: { displayName: 'Stackby', codex: {} } },
	{ properties: { displayName: 'Storyblok', codex: {} } },
	{ properties: { displayName: 'Twilio', codex: { alias: ['SMS', 'Phone', 'Voice'] } } },
	{ properties: { displayName: 'Invoice Ninja', codex: {} } },
];

const found = (words: string) => {
	const own = listed(descriptionOf('kopoKopo'));
	const results = sublimeSearch(words, [...rivals, own]);
	return { place: results.findIndex(({ item }) => item === own), first: results[0]?.item };
};

describe("n8n's own search", () => {
	it.each(searchWords)('finds the node by "%s"', (words) => {
		expect(found(words).place).toBeGreaterThanOrEqual(0);
	});

	it.each(['stk', 'stk push', 'm-pesa', 'mpesa', 'lipa', 'refund', 'payment', 'send money'])(
		'ranks it first for "%s"',
		(words) => {
			expect(found(words).place).toBe(0);
		},
	);

	// A name that begins with the word counts 1.3 times as much as any alias can.
	it('ranks it right behind PayPal for "pay"', () => {
		expect(found('pay')).toEqual({ place: 1, first: rivals[0] });
	});
});

it('has the same description for both nodes, and finds the action by the words of the trigger', () => {
	const action = descriptionOf('kopoKopo');
	const trigger = descriptionOf('kopoKopoTrigger');
	expect(trigger.description).toBe(action.description);
	expect(action.codex!.alias).toEqual(expect.arrayContaining(trigger.codex!.alias!));
});

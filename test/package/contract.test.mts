import { readFileSync } from 'node:fs';

import { contract, contractFile } from '../../scripts/contract/contract.mts';

it('what saved workflows hold stays: if it changes on purpose, npm run contract', async () => {
	expect(await contract()).toBe(readFileSync(contractFile, 'utf8'));
});

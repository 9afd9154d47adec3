import { readFileSync } from 'node:fs';

import { contract, contractFile } from '../../scripts/contract/contract.mts';

it('keeps what saved workflows contain (if it changes on purpose, run npm run contract)', async () => {
	expect(await contract()).toBe(readFileSync(contractFile, 'utf8'));
});

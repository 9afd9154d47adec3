/** Writes what saved workflows hold of the package, for a reader of the change to see: `npm run contract`. */
import '../../test/support/engine/environment.cjs';

import { writeFile } from 'node:fs/promises';

import { contract, contractFile } from './contract.mts';

await writeFile(contractFile, await contract());
console.log(contractFile);
// n8n-core keeps timers of its own.
process.exit(0);

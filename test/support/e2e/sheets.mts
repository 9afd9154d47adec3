import { createRequire } from 'node:module';
import type { Json } from '../host/executions.mts';
import type { Host } from '../host/install.mts';

interface SheetJs {
	read(
		content: Buffer,
		options: { type: 'buffer' },
	): {
		SheetNames: string[];
		Sheets: Record<string, unknown>;
	};
	utils: { sheet_to_json(sheet: unknown): Json[] };
}

export interface Sheet {
	name: string;
	rows: Json[];
}

/** The sheets of a spreadsheet, read with the library that n8n brings. */
export function sheetsIn({ n8n, release }: Host, content: Buffer): Sheet[] {
	const { read, utils } = createRequire(n8n)(release.sheetJs) as SheetJs;
	const { SheetNames, Sheets } = read(content, { type: 'buffer' });
	return SheetNames.map((name) => ({ name, rows: utils.sheet_to_json(Sheets[name]) }));
}

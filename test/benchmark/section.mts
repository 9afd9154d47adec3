import type { Report } from '../support/host/progress.mts';
import type { BenchmarkOptions } from './options.mts';

/** What the package is to reach, and what it did reach. */
export interface Goal {
	what: string;
	limit: string;
	measured: string;
	met: boolean;
}

export interface Table {
	columns: readonly string[];
	rows: readonly (readonly string[])[];
}

/** What a section of the benchmark has measured. */
export interface Findings {
	title: string;
	/** How it was measured, in a few sentences. */
	method: string;
	table: Table;
	goals: readonly Goal[];
	/** Every single value, for the JSON file. */
	raw: unknown;
}

/** Measures one thing, and reports what it is at. */
export type Section = (options: BenchmarkOptions, report: Report) => Promise<Findings>;

type Format = (value: number) => string;

/** A goal that a value stays at or below a limit. */
export const atMost = (what: string, measured: number, limit: number, format: Format): Goal => ({
	what,
	limit: `at most ${format(limit)}`,
	measured: format(measured),
	met: measured <= limit,
});

/** A goal that a value reaches a limit. */
export const atLeast = (what: string, measured: number, limit: number, format: Format): Goal => ({
	what,
	limit: `at least ${format(limit)}`,
	measured: format(measured),
	met: measured >= limit,
});

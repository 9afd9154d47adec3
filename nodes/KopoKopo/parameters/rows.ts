import type { IDataObject } from 'n8n-workflow';

import { InputError, type Problem } from '../api/input-error';
import { attempt } from '../lib/attempt';
import { rowsOf } from './checks';
import { writtenAt, type Check, type ValueField } from './field';
import { bodyOf, enteredIn, readValues } from './read';

const mostListed = 10;

const moreProblems = (count: number): Problem => ({
	message: `There ${count === 1 ? 'is 1 more problem' : `are ${count} more problems`}.`,
	advice: '',
});

/** The JSON bodies of the rows of a fixed collection. @throws InputError with all rows that are wrong */
export const rows =
	(row: string, fields: readonly ValueField[]): Check<IDataObject[]> =>
	(value, entered) => {
		const list = rowsOf(value, row);
		const name = row.charAt(0).toUpperCase() + row.slice(1);
		const problems: Problem[] = [];
		const bodies = list.flatMap((cells, index) => {
			const written = writtenAt(writtenAt(entered.written, row), index);
			const outcome = attempt(() =>
				bodyOf(fields, readValues(fields, enteredIn(cells), { ...entered, written })),
			);
			if ('value' in outcome) return [outcome.value];
			const { thrown } = outcome;
			if (!(thrown instanceof InputError)) throw thrown;
			const label = list.length > 1 ? `${name} ${index + 1} of ${list.length}: ` : '';
			for (const { message, advice } of thrown.problems) {
				problems.push({ message: `${label}${message}`, advice });
			}
			return [];
		});
		const more = problems.length - mostListed;
		if (more > 0) problems.splice(mostListed, more, moreProblems(more));
		if (problems.length > 0) throw InputError.of(problems);
		return bodies;
	};

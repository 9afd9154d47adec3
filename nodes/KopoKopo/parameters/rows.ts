import { InputError, throwInputError } from '../api/input-error';
import { attempt } from '../lib/attempt';
import { rowsOf } from './checks';
import { writtenAt, type Check, type ValueField } from './field';
import { bodyOf, enteredIn, readValues } from './read';

/**
 * The JSON bodies of the rows of a fixed collection, each of them checked by fields of its own.
 *
 * @param row name of the rows in the collection
 */
export const rows =
	(row: string, fields: readonly ValueField[]): Check =>
	(value, entered) =>
		rowsOf(value, row).map((cells, index) => {
			const written = writtenAt(writtenAt(entered.written, row), index);
			const outcome = attempt(() =>
				bodyOf(fields, readValues(fields, enteredIn(cells), { ...entered, written })),
			);
			if ('value' in outcome) return outcome.value;
			const { thrown } = outcome;
			if (thrown instanceof InputError) {
				return throwInputError(`in row ${index + 1}: ${thrown.message}`, thrown.advice);
			}
			throw thrown;
		});

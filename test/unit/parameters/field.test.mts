import { unchecked } from '../../../nodes/KopoKopo/parameters/checks.ts';
import {
	field,
	isCollection,
	optionsField,
	propertyOf,
	shownFor,
} from '../../../nodes/KopoKopo/parameters/field.ts';

const name = field({
	displayName: 'Name',
	name: 'name',
	property: 'person.name',
	check: unchecked,
	...shownFor('kind', 'person', true),
});
const age = field({
	displayName: 'Age',
	name: 'age',
	type: 'number',
	default: 1,
	property: 'person.age',
	check: unchecked,
});

it('n8n is told what a field is, and neither its check nor where it goes', () => {
	expect(propertyOf(name)).toEqual({
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		displayOptions: { show: { kind: ['person', true] } },
	});
});

it('the same of the fields in a collection, which stand in the order of their names', () => {
	expect(propertyOf(optionsField(name, age))).toEqual({
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add option',
		default: {},
		options: [
			{ displayName: 'Age', name: 'age', type: 'number', default: 1 },
			expect.objectContaining({ name: 'name', displayOptions: expect.anything() }),
		],
	});
	expect(propertyOf(optionsField(name)).options![0]).toStrictEqual(propertyOf(name));
});

it('telling n8n of a field takes nothing from the field itself', () => {
	const options = optionsField(name);
	propertyOf(options);
	expect(options.options).toEqual([name]);
	expect(name).toMatchObject({ check: unchecked, property: 'person.name' });
});

it('a field of options is a collection, any other is none', () => {
	expect([optionsField(name), name].map(isCollection)).toEqual([true, false]);
});

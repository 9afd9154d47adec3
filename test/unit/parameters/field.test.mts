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

it('shows n8n a field without its check and its path in the body', () => {
	expect(propertyOf(name)).toEqual({
		displayName: 'Name',
		name: 'name',
		type: 'string',
		default: '',
		displayOptions: { show: { kind: ['person', true] } },
	});
});

it('shows n8n the fields of a collection in the order of their names', () => {
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

it('leaves the field itself unchanged', () => {
	const options = optionsField(name);
	propertyOf(options);
	expect(options.options).toEqual([name]);
	expect(name).toMatchObject({ check: unchecked, property: 'person.name' });
});

it('knows only an options field as a collection', () => {
	expect([optionsField(name), name].map(isCollection)).toEqual([true, false]);
});

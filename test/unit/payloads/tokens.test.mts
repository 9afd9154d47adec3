import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { tokenShapes } from '../../../nodes/KopoKopo/payloads/tokens.ts';
import { readsAnything } from '../../support/unit/payload.mts';

it('reads times of tokens from texts and from seconds', () => {
	const introspected = {
		active: true,
		scope: [],
		client_id: 'c',
		token_type: 'Bearer',
		exp: 1617702760,
		iat: '2021-04-06T12:52:40+03:00',
	};
	expect(readShape(introspected, tokenShapes.introspect)).toEqual({
		active: true,
		scope: '',
		clientId: 'c',
		tokenType: 'Bearer',
		exp: '2021-04-06T09:52:40.000Z',
		iat: '2021-04-06T12:52:40+03:00',
	});
});

it('leaves a time beyond all dates unchanged', () => {
	expect(readShape({ exp: 1e20 }, tokenShapes.introspect)).toMatchObject({ exp: 1e20 });
});

it.each(Object.entries(tokenShapes))('reads %s from any JSON', (_operation, shape) => {
	readsAnything(shape);
});

import { readShape } from '../../../nodes/KopoKopo/payloads/reader.ts';
import { tokenShapes } from '../../../nodes/KopoKopo/payloads/tokens.ts';
import { readsAnything } from '../../support/unit/payload.mts';

it('times of tokens are read from texts and from seconds', () => {
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

it('a time beyond all dates is left as it is', () => {
	expect(readShape({ exp: 1e20 }, tokenShapes.introspect)).toMatchObject({ exp: 1e20 });
});

it.each(Object.entries(tokenShapes))('%s is read from any payload', (_operation, shape) => {
	readsAnything(shape);
});

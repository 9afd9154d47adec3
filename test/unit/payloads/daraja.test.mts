import { darajaShape } from '../../../nodes/KopoKopo/payloads/daraja.ts';
import { readsAnything } from '../../support/unit/payload.mts';

it('a Daraja payload is read from any payload', () => {
	readsAnything(darajaShape);
});

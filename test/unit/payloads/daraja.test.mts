import { darajaShape } from '../../../nodes/KopoKopo/payloads/daraja.ts';
import { readsAnything } from '../../support/unit/payload.mts';

it('reads a Daraja payload from any JSON', () => {
	readsAnything(darajaShape);
});

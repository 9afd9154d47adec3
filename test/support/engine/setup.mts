import {
	startSimulator,
	type Simulator,
	type SimulatorOptions,
} from '../../simulator/simulator.mts';
import { CredentialStore } from './credential-store.mts';
import type { Parameters } from './node-types.mts';

/** A simulator for each test of a file: of a new address, so that no token is known from before. */
export function useSimulator(options: SimulatorOptions = {}): { readonly simulator: Simulator } {
	const holder = {} as { simulator: Simulator };
	beforeEach(async () => {
		holder.simulator = await startSimulator({ resultDelay: 3_600_000, ...options });
	});
	afterEach(async () => await holder.simulator.close());
	return holder;
}

/** A credential for the simulator. */
export const credentialsFor = (simulator: Simulator, more: object = {}) =>
	new CredentialStore({ baseUrl: simulator.url, ...simulator.application, ...more });

export const requestPayment: Parameters = {
	resource: 'stkPush',
	operation: 'requestPayment',
	tillNumber: 'K123456',
	phoneNumber: '0712 345 678',
	amount: 100,
	waitForResult: false,
	options: { callbackUrl: 'https://example.com/callback' },
};

/** Requests of one method whose path begins so. */
export const requestsTo = (simulator: Simulator, method: string, path: string) =>
	simulator.requests.filter(
		(request) => request.method === method && request.path.startsWith(path),
	);

export const paymentsOf = (simulator: Simulator) =>
	requestsTo(simulator, 'POST', '/api/v1/incoming_payments');

export const exchangesOf = (simulator: Simulator) => requestsTo(simulator, 'POST', '/oauth/token');

import { createHmac } from 'node:crypto';
import { transactionOf } from '../simulator/payments.mts';
import { sign } from '../simulator/signature.mts';
import { topics, webhookOf } from '../simulator/topics.mts';
import { loadDeliveryCode, type DeliveryCode } from './delivery.mts';
import * as format from './format.mts';
import type { Findings, Section } from './section.mts';
import { median, medianRatio } from './statistics.mts';

const sizes = [1000, 10_000, 100_000];
const key = 'example-api-key';
const event = 'settlement_transfer_completed';

/** Milliseconds for which each is repeated in a round. */
const roundMs = 200;

const tasks = ['read', 'parse', 'check', 'hmac'] as const;
type Task = (typeof tasks)[number];

/** Microseconds, one value a round. */
type Times = Record<Task, number[]>;

/** What the package itself costs between the bytes of a delivery and the item, without n8n. */
export const measureReading: Section = async ({ pairs }, report) => {
	const code = await loadDeliveryCode();
	const measured = sizes.map((size) => {
		const bytes = settlementOf(size);
		const times = timesOf(runsOf(code, bytes), pairs);
		report(`reading ${format.kilobytes(size)}: ${format.microseconds(median(times.read))}`);
		return { bytes: bytes.length, times };
	});
	return findings(measured);
};

/** A settlement with as many disbursements as it takes to reach the size. */
function settlementOf(size: number): Buffer {
	const transaction = transactionOf({ tillNumber: 'K000000', amount: 100, event }, Date.now());
	const topic = topics[event]!;
	const { disbursements } = topic.resource(transaction) as { disbursements: object[] };
	const all: object[] = [];
	for (;;) {
		all.push(...disbursements);
		const body = webhookOf(event, topic, transaction, 'https://api.kopokopo.com', {
			disbursements: all,
		});
		const bytes = Buffer.from(JSON.stringify(body));
		if (bytes.length >= size) return bytes;
	}
}

function runsOf(code: DeliveryCode, bytes: Buffer): Record<Task, () => unknown> {
	const signature = sign(bytes, key);
	if (!code.verifySignature(bytes, signature, key)) throw new Error('A good signature is refused.');
	return {
		read: () => code.read(bytes),
		parse: () => JSON.parse(bytes.toString('utf8')) as unknown,
		check: () => code.verifySignature(bytes, signature, key),
		hmac: () => createHmac('sha256', key).update(bytes).digest(),
	};
}

function timesOf(runs: Record<Task, () => unknown>, pairs: number): Times {
	const times: Times = { read: [], parse: [], check: [], hmac: [] };
	for (const task of tasks) timeOf(runs[task]);
	for (let pair = 0; pair < pairs; pair += 1) {
		for (const task of tasks) times[task].push(timeOf(runs[task]));
	}
	return times;
}

/** Microseconds of one run, from as many as fit into a round. */
function timeOf(run: () => unknown): number {
	const begun = performance.now();
	let count = 0;
	let spent = 0;
	while (spent < roundMs) {
		for (let index = 0; index < 10; index += 1) run();
		count += 10;
		spent = performance.now() - begun;
	}
	return (spent / count) * 1000;
}

function findings(measured: { bytes: number; times: Times }[]): Findings {
	return {
		title: 'Reading: one delivery, without n8n',
		method:
			'Reading is from the bytes to the flat item, checking is that of the signature; each beside what Node itself ' +
			'needs for the same bytes.',
		table: {
			columns: ['Payload', 'Read', 'JSON.parse', 'Ratio', 'Check', 'HMAC', 'Ratio'],
			rows: measured.map(({ bytes, times }) => [
				format.kilobytes(bytes),
				format.microseconds(median(times.read)),
				format.microseconds(median(times.parse)),
				format.ratio(medianRatio(times.read, times.parse)),
				format.microseconds(median(times.check)),
				format.microseconds(median(times.hmac)),
				format.ratio(medianRatio(times.check, times.hmac)),
			]),
		},
		goals: [],
		raw: measured,
	};
}

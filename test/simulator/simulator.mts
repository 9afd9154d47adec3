import express, { type ErrorRequestHandler } from 'express';
import { createServer } from 'node:http';
import { Refusal, send } from './answer.mts';
import { apiRouter, endpointsUnder, notFound, requireValid } from './api.mts';
import { type Clock, realClock, scheduleOn } from './clock.mts';
import { controlRouter } from './control.mts';
import { curlOfDelivery, curlOfRequest } from './curl.mts';
import { Deliveries, type Delivery } from './deliveries.mts';
import type { PayerNumbers } from './format.mts';
import type { Json } from './json.mts';
import { create } from './life.mts';
import { type Application, oauthRouter } from './oauth.mts';
import { pageRouter } from './page.mts';
import type { Payment } from './payments.mts';
import { type PendingPayment, pendingPayments } from './pending.mts';
import { type RecordedRequest, recordInto } from './requests.mts';
import {
	type Links,
	type ResourceType,
	type ResourceView,
	type Version,
	documentOf,
	viewOf,
} from './resource.mts';
import { type PromptAnswer, answerPrompt } from './resources/incoming_payment.mts';
import { resourceTypes } from './resources/index.mts';
import { type Payer, payLink } from './resources/payment_link.mts';
import {
	type SubscriptionView,
	subscriptionsOf,
	webhookSubscription,
} from './resources/webhook_subscription.mts';
import { type AnswerRule, AnswerRules } from './rules.mts';
import { scenarioOf } from './scenarios.mts';
import { closed, listen, originOf } from './server.mts';
import { SIGNATURE_HEADER, sign } from './signature.mts';
import { type TimelineEntry, timelineOf } from './timeline.mts';
import { Tokens } from './tokens.mts';
import { topicsWith } from './topics.mts';
import { type World, receive } from './world.mts';

export { resourceTypes };
export type { AnswerRule, Application, Delivery, Payment, RecordedRequest, ResourceView };
export type { Clock, Payer, PendingPayment, PromptAnswer, SubscriptionView, TimelineEntry };

export interface SimulatorOptions {
	/** Default: 0, any free port. */
	port?: number;
	/** A loopback address. Default: 127.0.0.1. */
	host?: string;
	/** Default: the system clock. */
	clock?: Clock;
	application?: Partial<Application>;
	/** In seconds. Default: 3600. */
	tokenLifetime?: number;
	/** Milliseconds from creation to result. Default: 2000. */
	resultDelay?: number;
	/** See {@link Simulator.byHand}. Default: false. */
	byHand?: boolean;
	/** See {@link Simulator.payerNumbers}. Default: full. */
	payerNumbers?: PayerNumbers;
	/** See {@link Simulator.links}. Default: usual. */
	links?: Links;
	/** Milliseconds between the attempts of a delivery. Default: 1, 5 and 15 seconds. */
	retryDelays?: readonly number[];
	/** Milliseconds of real time until an attempt fails. Default: 10 seconds. */
	deliveryTimeout?: number;
	/** Additional events for subscriptions, in the format of buygoods events. */
	otherEvents?: readonly string[];
	/** Default: all of `resources/`. */
	resourceTypes?: readonly ResourceType[];
}

/** A custom delivery. */
export interface RawDelivery {
	url: string;
	body: string | Buffer;
	headers?: Record<string, string>;
	/** `false` for no signature, or a custom one. Default: signed with the API key. */
	sign?: boolean | string;
}

export interface Simulator {
	/** Such as `http://127.0.0.1:4010`. */
	url: string;
	application: Application;
	/** All requests to the API and to OAuth, in order. */
	requests: RecordedRequest[];
	/** All webhooks and callbacks, in order, without raw deliveries. */
	deliveries: Delivery[];
	clock: Clock;
	subscriptions(): SubscriptionView[];
	/**
	 * Subscribes a webhook with the fields of the API's request.
	 *
	 * @throws Refusal if the request is invalid
	 */
	subscribe(version: Version, request: Json): ResourceView;
	/** Removes a webhook, as Kopo Kopo can: its location then answers 404. */
	removeSubscription(id: string): void;
	resources(): ResourceView[];
	/** The current JSON of a resource. */
	document(id: string): Json | undefined;
	/** Lets a customer pay a till. Resolves after the first attempt of each delivery. */
	payTill(payment: Payment): Promise<Delivery[]>;
	/** Lets a customer pay an active payment link. Resolves like `payTill`. */
	payLink(id: string, payer?: Payer): Promise<Delivery[]>;
	/**
	 * Whether new STK pushes wait for `answerPrompt` instead of being paid automatically. A test number that
	 * fails does so in both cases.
	 */
	byHand: boolean;
	/**
	 * How the phone numbers of new payers are shown: in full, or masked as M-PESA does.
	 * `hashed_sender_phone` is always the hash of the full number.
	 */
	payerNumbers: PayerNumbers;
	/**
	 * How Location and `_links.self` of new resources are written: as usual, with http although the client
	 * uses HTTPS (through a proxy that sends X-Forwarded-Proto), or with a slash at the end.
	 */
	links: Links;
	/** Payments that wait for a customer, oldest first. */
	pendingPayments(): PendingPayment[];
	/** Answers a pending STK push. Resolves like `payTill`. */
	answerPrompt(id: string, answer: PromptAnswer): Promise<Delivery[]>;
	/** Sends the same bytes again. Resolves after the attempt. */
	resend(id: string): Promise<Delivery>;
	/** What happened, grouped by the request or payment that caused it, without what was cleared. */
	timeline(): TimelineEntry[];
	/** Empties the timeline. An entry returns when something new happens to it; no money is reset. */
	clearTimeline(): void;
	/**
	 * A curl command that repeats a recorded request or a delivery.
	 *
	 * @param withToken includes a new access token and the secrets instead of shell variables
	 */
	curl(id: string, withToken?: boolean): string | undefined;
	/** Sends one request as Kopo Kopo would and returns the response. */
	deliver(delivery: RawDelivery): Promise<{ status: number; body: string }>;
	sign(body: string | Buffer): string;
	/** Milliseconds by which the Date header is ahead of the clock, or behind it if negative. */
	dateAhead: number;
	/** Replaces the answer to the next matching requests. */
	answer(rule: AnswerRule): void;
	/** Removes all replaced answers. */
	answerAsUsual(): void;
	revokeTokens(): void;
	expireTokens(): void;
	/** Waits in real time until no delivery is running. Does not wait for retries. */
	settled(): Promise<void>;
	/** Deletes everything except the settings. */
	reset(): void;
	close(): Promise<void>;
}

const LOOPBACK_HOSTS = ['127.0.0.1', '::1', 'localhost'];

/** Starts a simulated Kopo Kopo with one application on a loopback address. */
export async function startSimulator(options: SimulatorOptions = {}): Promise<Simulator> {
	const { port = 0, host = '127.0.0.1', clock = realClock() } = options;
	if (!LOOPBACK_HOSTS.includes(host))
		throw new RangeError(`The host must be a loopback address, not ${host}`);

	const application: Application = {
		clientId: 'example-client-id',
		clientSecret: 'example-client-secret',
		apiKey: 'example-api-key',
		...options.application,
	};
	const listeners = new Set<() => void>();
	const changed = () => listeners.forEach((listener) => listener());
	const schedule = scheduleOn(clock);
	const requests: RecordedRequest[] = [];
	const rules = new AnswerRules();
	const tokens = new Tokens(clock, options.tokenLifetime ?? 3600);
	const deliveries = new Deliveries({
		schedule,
		apiKey: application.apiKey,
		retryDelays: options.retryDelays ?? [1000, 5000, 15_000],
		timeout: options.deliveryTimeout ?? 10_000,
		changed,
	});
	const world: World = {
		schedule,
		resultDelay: options.resultDelay ?? 2000,
		byHand: options.byHand ?? false,
		payerNumbers: options.payerNumbers ?? 'full',
		links: options.links ?? 'usual',
		topics: topicsWith(options.otherEvents ?? []),
		origin: '',
		resources: new Map(),
		transactions: [],
		deliveries,
		changed,
	};

	const app = express().disable('x-powered-by').disable('etag').set('trust proxy', 'loopback');
	const server = await listen(createServer(app), port, host);
	world.origin = originOf(server);

	/** The number of steps of each entry when the timeline was cleared. */
	const cleared = new Map<string, number>();
	const wholeTimeline = () =>
		timelineOf({
			requests,
			resources: [...world.resources.values()],
			transactions: world.transactions,
			deliveries: deliveries.all,
		});

	const simulator: Simulator = {
		url: world.origin,
		application,
		requests,
		deliveries: deliveries.all,
		clock,
		subscriptions: () => subscriptionsOf(world.resources.values()),
		subscribe(version, request) {
			const type = webhookSubscription;
			requireValid(type, version, request, world);
			const scenario = scenarioOf();
			return viewOf(create(world, { type, version, origin: world.origin, request, scenario }));
		},
		removeSubscription(id) {
			world.resources.delete(id);
			changed();
		},
		resources: () => [...world.resources.values()].map(viewOf),
		document(id) {
			const resource = world.resources.get(id);
			return resource && documentOf(resource);
		},
		payTill: async (payment) => receive(world, payment).reported,
		payLink: (id, payer = {}) => payLink(world, id, payer),
		get byHand() {
			return world.byHand;
		},
		set byHand(byHand) {
			world.byHand = byHand;
			changed();
		},
		get payerNumbers() {
			return world.payerNumbers;
		},
		set payerNumbers(payerNumbers) {
			world.payerNumbers = payerNumbers;
			changed();
		},
		get links() {
			return world.links;
		},
		set links(links) {
			world.links = links;
			changed();
		},
		pendingPayments: () => pendingPayments(world.resources.values()),
		answerPrompt: (id, answer) => answerPrompt(world, id, answer),
		resend: (id) => deliveries.resend(id),
		timeline: () => wholeTimeline().filter(({ id, steps }) => steps.length !== cleared.get(id)),
		clearTimeline() {
			for (const { id, steps } of wholeTimeline()) cleared.set(id, steps.length);
			changed();
		},
		curl(id, withToken = false) {
			const request = requests.find((each) => each.id === id);
			if (request) {
				return curlOfRequest(world.origin, request, withToken ? tokens.issue().value : undefined);
			}
			const delivery = deliveries.all.find((each) => each.id === id);
			return delivery && curlOfDelivery(delivery);
		},
		deliver({ url, body, headers, sign: signature = true }) {
			const value = signature === true ? simulator.sign(body) : signature;
			const all = { ...(value !== false && { [SIGNATURE_HEADER]: value }), ...headers };
			return deliveries.post(url, body, all);
		},
		sign: (body) => sign(body, application.apiKey),
		dateAhead: 0,
		answer: (rule) => rules.add(rule),
		answerAsUsual: () => rules.clear(),
		revokeTokens: () => tokens.revokeAll(),
		expireTokens: () => tokens.expireAll(),
		settled: () => deliveries.settled(),
		reset() {
			schedule.cancelAll();
			deliveries.clear();
			rules.clear();
			simulator.dateAhead = 0;
			tokens.revokeAll();
			requests.length = 0;
			world.transactions.length = 0;
			world.resources.clear();
			cleared.clear();
			changed();
		},
		close() {
			schedule.cancelAll();
			deliveries.end();
			return closed(server);
		},
	};

	const endpoint = endpointsUnder(rules);
	app.use((_request, response, next) => {
		response.set('Date', new Date(clock.now() + simulator.dateAhead).toUTCString());
		next();
	});
	app.use(pageRouter());
	app.use('/control', controlRouter(simulator, listeners));
	app.use(express.raw({ type: () => true, limit: '1mb' }));
	app.use(recordInto(requests, () => clock.now(), changed));
	app.use('/oauth', oauthRouter(application, tokens, endpoint));
	app.use('/api', apiRouter(options.resourceTypes ?? resourceTypes, world, tokens, endpoint));
	app.use(endpoint(notFound));
	app.use(onError);
	return simulator;
}

/** Answers requests that Express rejects, for example because the body is too large. */
const onError: ErrorRequestHandler = (
	error: Error & { status?: number },
	_request,
	response,
	next,
) =>
	response.headersSent
		? next(error)
		: send(response, new Refusal(error.status ?? 500, error.message).answer);

import { $, breakable, button, details, element, keyedList, money, time } from './elements.mjs';
import { tryTo } from './control.mjs';
import { openCurl } from './curl.mjs';

/** What a status looks like. */
const LOOKS = {
	Success: 'good',
	Active: 'good',
	active: 'good',
	Paid: 'good',
	Approved: 'good',
	Processed: 'good',
	Transferred: 'good',
	Failed: 'bad',
	cancelled: 'bad',
	Cancelled: 'bad',
	expired: 'bad',
	Expired: 'bad',
};

const lookOf = (status) => (status >= 200 && status < 300 ? 'good' : status ? 'bad' : 'wait');

const chip = (look, ...text) => element('span', { className: `chip ${look}` }, ...text);

const json = (text) => {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
};

const readable = (text) => {
	const value = json(text);
	return value === undefined ? text : JSON.stringify(value, null, 2);
};

const pre = (text) => element('pre', { tabIndex: 0 }, text);

const answered = ({ status, error }) => String(status ?? error);

const answersOf = ({ attempts }) => attempts.map(answered).join(', ') || 'sending';

/** The result of the request itself, or the webhook of an event. */
const isResult = ({ topic }, { title, location }) => location !== undefined && topic === title;

const chips = {
	request: ({ request: { method, path, status, created } }, { title }) => {
		const action = `${method === 'POST' ? '' : method} ${path.split('/').at(-1)}`;
		const name = created ? 'request' : action;
		return chip(lookOf(status), title && `${name} `, element('b', {}, status || 'no answer'));
	},
	payment: ({ payment: { event } }) =>
		chip('good', event.endsWith('_received') ? 'a customer pays' : 'it happens'),
	status: ({ status }) => chip(LOOKS[status] ?? 'wait', status),
	delivery: ({ delivery }, item) =>
		chip(
			lookOf(delivery.attempts.at(-1)?.status ?? (delivery.attempts.length ? 1 : 0)),
			isResult(delivery, item) ? 'result ' : 'webhook ',
			element('b', {}, answersOf(delivery)),
		),
};

const curlButton = (id, hasSecrets) =>
	button('Copy as curl…', () => openCurl(id, hasSecrets), { dataset: { focus: `curl ${id}` } });

const blocks = {
	request({ at, request: { id, method, path, headers, body, status } }) {
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
		return [
			heading(at, `${method} ${path}`, `answered ${status || 'nothing'}`, curlButton(id, true)),
			details(
				`request ${id}`,
				'Headers and body',
				pre([...lines, '', readable(body)].join('\n').trim()),
			),
		];
	},
	payment: ({ at, payment }) => [
		heading(at, payment.event, payment.reference),
		details(`payment ${payment.id}`, 'Payment', pre(JSON.stringify(payment, null, 2))),
	],
	status: ({ at, status, attributes }, { id }, index) => [
		heading(at, status),
		details(`status ${id} ${index}`, 'Resource', pre(JSON.stringify(attributes, null, 2))),
	],
	delivery: ({ at, delivery }, item) => [
		heading(
			at,
			`${isResult(delivery, item) ? 'Result' : delivery.topic} to ${delivery.url}`,
			'',
			button(
				'Resend',
				() =>
					tryTo(
						`deliveries/${delivery.id}/resend`,
						{},
						({ delivery: { attempts } }) => `Sent again; answered ${answered(attempts.at(-1))}`,
					),
				{ dataset: { focus: `resend ${delivery.id}` } },
			),
			curlButton(delivery.id, false),
		),
		element('ol', { className: 'answers' }, delivery.attempts.map(answer)),
		details(
			`delivery ${delivery.id}`,
			'Signature and body',
			pre(`X-KopoKopo-Signature: ${delivery.signature}\n\n${readable(delivery.body)}`),
		),
	],
};

function answer(attempt) {
	const { at, status, answer: text } = attempt;
	return element(
		'li',
		{},
		time(at),
		' answered ',
		element('b', { className: lookOf(status ?? 1) }, answered(attempt)),
		text ? element('code', {}, ` ${text}`) : '',
	);
}

function heading(at, title, remark = '', ...buttons) {
	return element(
		'div',
		{ className: 'heading' },
		time(at),
		element('b', {}, title),
		element('small', {}, remark),
		buttons.length > 0 ? element('span', { className: 'commands' }, buttons) : '',
	);
}

const requestLine = ({ steps: [{ request }] }) => `${request.method} ${request.path}`;

/** Who, how much, and where: whatever of that the request or the payment names. */
function subjectOf({ steps }) {
	const [{ request, payment } = {}] = steps;
	if (payment) {
		const { firstName, lastName, amount, tillNumber } = payment;
		return [[firstName, lastName].filter(Boolean).join(' '), money(amount), tillNumber];
	}
	const {
		subscriber,
		amount,
		till_number: till,
		event_type: event,
		phone_number: number,
	} = json(request?.body) ?? {};
	const value = amount?.value ?? amount;
	return [
		[subscriber?.first_name, subscriber?.last_name].filter(Boolean).join(' '),
		value > 0 && money(value),
		till,
		event,
		number,
	];
}

function entry(item) {
	const { id, at, title, version = '', location, reads, steps } = item;
	const subject = subjectOf(item)
		.filter((part) => typeof part === 'string' && part !== '')
		.join(' · ');
	const line = steps.map((step) => chips[step.kind](step, item));
	const facts = [location, reads > 0 && `read ${reads === 1 ? 'once' : `${reads} times`}`];
	return element(
		'li',
		{},
		details(
			`entry ${id}`,
			[
				element(
					'span',
					{ className: 'what' },
					time(at),
					element('b', {}, breakable(title || requestLine(item))),
					element('small', {}, [version, subject].filter(Boolean).join(' · ')),
				),
				element('span', { className: 'life' }, line),
			],
			location ? element('p', { className: 'facts' }, facts.filter(Boolean).join(' · ')) : '',
			...steps.map((step, index) =>
				element('div', { className: 'step' }, blocks[step.kind](step, item, index)),
			),
		),
	);
}

/** Everything that can be read in an item, as text to search in. */
function textOf(value) {
	if (typeof value !== 'object' || value === null) return String(value ?? '');
	return Object.values(value).map(textOf).join('\n');
}

const show = keyedList($('#timeline ol'), entry);
const search = $('#timeline input');
let latest = [];
let happened = 0;

function find() {
	const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
	const found = latest.filter((item) => {
		if (words.length === 0) return true;
		const text = textOf(item).toLowerCase();
		return words.every((word) => text.includes(word));
	});
	show(found);
	const all = found.length === happened;
	$('#timeline .count').textContent = all ? happened || '' : `${found.length} of ${happened}`;
	const empty = $('#timeline .empty');
	empty.hidden = found.length > 0;
	empty.textContent =
		latest.length > 0 ? 'Nothing that happened has these words in it.' : 'Nothing yet.';
}

search.addEventListener('input', find);

export function showTimeline(state) {
	latest = state.timeline.toReversed();
	happened = state.happened;
	find();
}

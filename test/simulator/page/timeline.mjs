import { $, breakable, button, details, element, keyedList, time } from './elements.mjs';
import { tryTo } from './control.mjs';
import { openCurl } from './curl.mjs';

const json = (text) => {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
};

const pre = (text) => element('pre', { tabIndex: 0 }, text);

const curlButton = (id, hasSecrets) =>
	button('Copy as curl…', () => openCurl(id, hasSecrets), { dataset: { focus: `curl ${id}` } });

const commands = (...buttons) => element('div', { className: 'commands' }, buttons);

const attemptLine = ({ at, status, error, answer }) =>
	element(
		'li',
		{},
		time(at),
		` ${status ?? error}`,
		answer ? element('code', {}, ` ${answer}`) : '',
	);

/** The developer's view of a step, folded. */
const technical = {
	request({ request: { id, method, path, headers, body, status } }) {
		const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
		return details(
			`request ${id}`,
			'Request details',
			commands(curlButton(id, true)),
			pre([`${method} ${path}`, ...lines, '', json(body)].join('\n').trim()),
			element('p', { className: 'facts' }, `Response: ${status || 'none'}`),
		);
	},
	payment: ({ payment }) =>
		details(`payment ${payment.id}`, 'Payment details', pre(JSON.stringify(payment, null, 2))),
	status: ({ attributes }, { id }, index) =>
		details(`status ${id} ${index}`, 'Resource details', pre(JSON.stringify(attributes, null, 2))),
	delivery: ({ delivery: { id, url, topic, attempts, signature, body } }, { remarks }, index) => {
		// Without a text, nothing receives the delivery, so its failed attempts would only confuse.
		const isSilent = remarks[index].text === '';
		const resend = () =>
			tryTo(`deliveries/${id}/resend`, {}, ({ summary }) => `Sent again. ${summary}`);
		return details(
			`delivery ${id}`,
			'Delivery details',
			commands(
				isSilent ? '' : button('Resend', resend, { dataset: { focus: `resend ${id}` } }),
				curlButton(id, false),
			),
			element('p', { className: 'facts' }, `${topic} to ${url}`),
			isSilent ? '' : element('ol', { className: 'attempts' }, attempts.map(attemptLine)),
			pre(`X-KopoKopo-Signature: ${signature}\n\n${json(body)}`),
		);
	},
};

const capitalized = (text) =>
	text.startsWith('n8n') ? text : text.charAt(0).toUpperCase() + text.slice(1);

function stepOf(step, item, index) {
	const { tone, text, note } = item.remarks[index];
	return element(
		'div',
		{ className: 'step' },
		element(
			'p',
			{ className: 'heading' },
			time(step.at),
			text ? element('b', { className: tone }, capitalized(text)) : '',
			note ? element('small', {}, note) : '',
		),
		technical[step.kind](step, item, index),
	);
}

const requestLine = ({ steps: [{ request }] }) => `${request.method} ${request.path}`;

function entry(item) {
	const { id, at, label, subject, version, location, reads, steps, summary } = item;
	const facts = [
		reads > 0 && `Status read ${reads === 1 ? 'once' : `${reads} times`}`,
		location && `API ${version}: ${location}`,
	];
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
					element('b', {}, breakable(label || requestLine(item))),
					element('small', {}, subject),
				),
				element(
					'span',
					{ className: 'life' },
					summary.map(({ tone, text }) => element('span', { className: `chip ${tone}` }, text)),
				),
			],
			...steps.map((step, index) => stepOf(step, item, index)),
			location ? element('p', { className: 'facts' }, facts.filter(Boolean).join(' · ')) : '',
		),
	);
}

/** All values of an item as text to search in. */
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
		latest.length > 0
			? 'No entry matches your search.'
			: 'Nothing yet. Requests from n8n and payments appear here.';
}

search.addEventListener('input', find);

export function showTimeline(state) {
	latest = state.timeline.toReversed();
	happened = state.happened;
	find();
}

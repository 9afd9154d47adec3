/** What a status looks like. */
const LOOKS = {
	Success: 'good',
	Active: 'good',
	Approved: 'good',
	Transferred: 'good',
	Failed: 'bad',
	Pending: 'wait',
	Received: 'wait',
	Scheduled: 'wait',
};

const $ = (selector) => document.querySelector(selector);

/** An element; its children are text, never markup. */
function element(name, properties, ...children) {
	const made = Object.assign(document.createElement(name), properties);
	made.append(...children);
	return made;
}

const row = (...cells) =>
	element('tr', {}, ...cells.map((cell) => element('td', {}, ...[cell].flat())));

const look = (status) => (status >= 200 && status < 300 ? 'good' : status ? 'bad' : 'wait');

const time = (iso = '') => iso.slice(11, 19);

const readable = (text) => {
	try {
		return JSON.stringify(JSON.parse(text), null, 2);
	} catch {
		return text;
	}
};

/** Keys of the details that the reader has opened, so that news does not close them. */
const open = new Set();

function details(key, summary, text) {
	const made = element(
		'details',
		{ open: open.has(key) },
		element('summary', {}, ...summary),
		element('pre', { textContent: text }),
	);
	made.addEventListener('toggle', () => (made.open ? open.add(key) : open.delete(key)));
	return made;
}

function requestRow({ at, method, path, headers, body, status }, index) {
	const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}`);
	return row(
		time(at),
		details(
			`request ${at} ${index}`,
			[element('b', {}, method), ' ', element('code', {}, path)],
			[...lines, '', readable(body)].join('\n').trim(),
		),
		element('b', { className: look(status) }, status ? String(status) : '–'),
	);
}

function resourceRow({ id, type, version, createdAt, status, location, attributes }) {
	return row(
		time(createdAt),
		details(
			`resource ${id}`,
			[`${type} `, element('small', {}, `${version} ${id}`)],
			`${location}\n\n${JSON.stringify(attributes, null, 2)}`,
		),
		element('b', { className: LOOKS[status] ?? '' }, status),
	);
}

function deliveryRow({ id, url, topic, body, signature, attempts }) {
	const answers = attempts.map(({ status, error }) =>
		element('b', { className: look(status ?? 1), title: error ?? '' }, `${status ?? error} `),
	);
	return row(
		time(attempts[0]?.at),
		details(
			`delivery ${id}`,
			[`${topic} `, element('small', {}, url)],
			`X-KopoKopo-Signature: ${signature}\n\n${readable(body)}`,
		),
		answers.length ? answers : element('span', { className: 'wait' }, 'sending'),
	);
}

const rows = { requests: requestRow, resources: resourceRow, deliveries: deliveryRow };

function show(state) {
	$('#url').textContent = state.url;
	$('#now').textContent = state.manualClock ? state.now.slice(0, 19).replace('T', ' ') : '';
	$('#advance').hidden = !state.manualClock;
	for (const [name, toRow] of Object.entries(rows)) {
		const body = $(`#${name}`);
		const all = state[name].map(toRow).reverse();
		body.replaceChildren(...(all.length ? all : [row('', 'Nothing yet', '')]));
		body.closest('section').querySelector('.count').textContent = state.counts[name];
	}
	$('#scenarios').replaceChildren(
		...state.scenarios.map(({ phoneNumber, amount, description }) =>
			row(phoneNumber, String(amount ?? ''), description),
		),
	);
	$('#phones').replaceChildren(
		...state.scenarios.map(({ phoneNumber, name }) =>
			element('option', { value: phoneNumber, label: name }),
		),
	);
	$('#events').replaceChildren(...state.events.map((name) => element('option', { value: name })));
}

async function command(path, body = {}) {
	const response = await fetch(`/control/${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	});
	return response.json();
}

$('#pay form').addEventListener('submit', async (event) => {
	event.preventDefault();
	const filled = [...new FormData(event.target)].filter(([, value]) => value !== '');
	const { error, deliveries } = await command('pay', Object.fromEntries(filled));
	$('#pay output').textContent = error ?? `Paid; ${deliveries.length} sent`;
});

$('#advance').addEventListener('submit', (event) => {
	event.preventDefault();
	void command('clock/advance', { ms: event.target.elements.seconds.value * 1000 });
});

for (const button of document.querySelectorAll('[data-command]')) {
	button.addEventListener('click', () => command(button.dataset.command));
}

const events = new EventSource('/control/events');
events.onmessage = ({ data }) => show(JSON.parse(data));
events.onopen = () => ($('#connection').textContent = '· live');
events.onerror = () => ($('#connection').textContent = '· no connection');

import { $, element } from './elements.mjs';
import { command, deliveriesIn, tryTo } from './control.mjs';
import { showCredentials } from './credentials.mjs';
import { showPhones } from './phones.mjs';
import { showSettings } from './settings.mjs';
import { showSubscriptions } from './subscriptions.mjs';
import { showTimeline } from './timeline.mjs';

/** Tables and lists of choices, which are the same as long as the simulator runs. */
function showChoices({ scenarios, events }) {
	$('#scenarios').replaceChildren(
		...scenarios.map(({ phoneNumber, amount, description }) =>
			element(
				'tr',
				{},
				element('td', {}, phoneNumber, element('small', {}, amount ? `or KES ${amount}` : '')),
				element('td', {}, description),
			),
		),
	);
	$('#numbers').replaceChildren(
		...scenarios.map(({ phoneNumber, name }) =>
			element('option', { value: phoneNumber, label: name }),
		),
	);
	$('#events').replaceChildren(...events.map((name) => element('option', { value: name })));
	const select = $('#subscriptions select[name="event_type"]');
	if (select.options.length > 0) return;
	select.append(...events.map((name) => element('option', {}, name)));
}

function show(state) {
	$('#url').textContent = state.url;
	$('#now').textContent = state.manualClock ? state.now.slice(0, 19).replace('T', ' ') : '';
	$('#advance').hidden = !state.manualClock;
	showPhones(state);
	showSettings(state);
	showSubscriptions(state);
	showTimeline(state);
}

$('#pay form').addEventListener('submit', async (event) => {
	event.preventDefault();
	const filled = [...new FormData(event.target)].filter(([, value]) => value !== '');
	$('#pay output').textContent = await command('pay', Object.fromEntries(filled)).then(
		(result) => `Paid; ${deliveriesIn(result)}`,
		({ message }) => message,
	);
});

$('#advance').addEventListener('submit', (event) => {
	event.preventDefault();
	const { value: seconds } = event.target.elements.seconds;
	void tryTo('clock/advance', { ms: seconds * 1000 }, `${seconds} seconds have passed`);
});

for (const button of document.querySelectorAll('[data-command]')) {
	const { command: path, said } = button.dataset;
	button.addEventListener('click', () => tryTo(path, {}, said));
}

const connection = $('#connection');
const events = new EventSource('/control/events');
let known = false;
events.onmessage = ({ data }) => {
	const state = JSON.parse(data);
	if (!known) showChoices(state);
	known = true;
	show(state);
};
events.onopen = () => {
	connection.textContent = 'Live';
	connection.className = 'good';
	known = false;
	void showCredentials();
};
events.onerror = () => {
	connection.textContent = 'No connection: is the simulator running?';
	connection.className = 'bad';
};

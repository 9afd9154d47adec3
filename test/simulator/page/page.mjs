import { $, element, labelOf, setLabels } from './elements.mjs';
import { command, tryTo } from './control.mjs';
import { showCredentials } from './credentials.mjs';
import { showPhones } from './phones.mjs';
import { showSettings } from './settings.mjs';
import { showSubscriptions } from './subscriptions.mjs';
import { showTimeline } from './timeline.mjs';

const scenarioRow = ({ phoneNumber, amount, description }) =>
	element(
		'tr',
		{},
		element('td', {}, phoneNumber, element('small', {}, amount ? `or KES ${amount}` : '')),
		element('td', {}, description),
	);

/** Fills what stays the same while the simulator runs. */
function showChoices({ scenarios, events, labels }) {
	setLabels(labels);
	$('#scenarios').replaceChildren(...scenarios.filter(({ isFault }) => !isFault).map(scenarioRow));
	$('#faults').replaceChildren(...scenarios.filter(({ isFault }) => isFault).map(scenarioRow));
	$('#numbers').replaceChildren(
		...scenarios.map(({ phoneNumber, name }) =>
			element('option', { value: phoneNumber, label: name }),
		),
	);
	for (const select of document.querySelectorAll('[name="event"], [name="event_type"]')) {
		if (select.options.length > 0) continue;
		select.append(...events.map((name) => element('option', { value: name }, labelOf(name))));
	}
}

function show(state) {
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
		({ summary }) => `Paid. ${summary}`,
		({ message }) => message,
	);
});

$('#advance form').addEventListener('submit', (event) => {
	event.preventDefault();
	const { value: seconds } = event.target.elements.seconds;
	void tryTo('clock/advance', { ms: seconds * 1000 }, `The clock is ${seconds} seconds ahead.`);
});

$('#clear').addEventListener('click', () =>
	tryTo('log/clear', {}, 'Log cleared. Payments and webhooks are unchanged.'),
);

const confirmReset = $('#confirm-reset');
$('#reset').addEventListener('click', () => {
	confirmReset.returnValue = '';
	confirmReset.showModal();
});
confirmReset.addEventListener('close', () => {
	if (confirmReset.returnValue === 'reset') {
		void tryTo('reset', {}, 'The simulator is reset.');
	}
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
	connection.textContent = 'No connection. Check that the simulator is running.';
	connection.className = 'bad';
};

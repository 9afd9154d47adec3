import { $, breakable, button, element, keyedList } from './elements.mjs';
import { command, tryTo } from './control.mjs';

function subscription({ id, eventType, url, scope, scopeReference, version, daraja }) {
	const scoped = scope === 'till' ? `till ${scopeReference}` : scope;
	return element(
		'li',
		{},
		element(
			'span',
			{},
			element('b', {}, breakable(eventType)),
			element('small', {}, [version, scoped, daraja && 'Daraja'].filter(Boolean).join(' · ')),
			element('code', {}, breakable(url)),
		),
		button('Remove', () => tryTo(`subscriptions/${id}/remove`, {}, 'Subscription removed'), {
			ariaLabel: `Remove ${eventType}`,
			dataset: { focus: `remove ${id}` },
		}),
	);
}

const show = keyedList($('#subscriptions ul'), subscription);

export function showSubscriptions({ subscriptions }) {
	show(subscriptions);
	$('#subscriptions .count').textContent = subscriptions.length || '';
	$('#subscriptions .empty').hidden = subscriptions.length > 0;
}

const form = $('#subscriptions form');
const { scope, scope_reference: till, version, enable_daraja_payload: daraja } = form.elements;

/** What does not fit the rest of the form cannot be entered. */
function fit() {
	till.disabled = scope.value !== 'till';
	daraja.disabled = version.value !== 'v2';
}

form.addEventListener('change', fit);
form.addEventListener('submit', async (event) => {
	event.preventDefault();
	const { enable_daraja_payload, ...request } = Object.fromEntries(new FormData(form));
	const wanted = { ...request, ...(enable_daraja_payload && { enable_daraja_payload: true }) };
	$('output', form).textContent = await command('subscriptions', wanted).then(
		() => 'Subscribed',
		({ message }) => message,
	);
});

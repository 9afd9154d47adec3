import { $, breakable, button, element, keyedList, labelOf } from './elements.mjs';
import { command, tryTo } from './control.mjs';

function subscription({ id, eventType, url, scope, scopeReference, version, daraja }) {
	const scoped = scope === 'till' ? `till ${scopeReference}` : scope;
	return element(
		'li',
		{},
		element(
			'span',
			{},
			element('b', {}, breakable(labelOf(eventType))),
			element(
				'small',
				{},
				[scoped, version, daraja && 'Daraja format'].filter(Boolean).join(' · '),
			),
			element('code', {}, breakable(url)),
		),
		button('Remove', () => tryTo(`subscriptions/${id}/remove`, {}, 'Webhook removed'), {
			ariaLabel: `Remove ${labelOf(eventType)}`,
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

const form = $('#subscribe form');
const { scope, scope_reference: till, version, enable_daraja_payload: daraja } = form.elements;

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
		() => 'Webhook subscribed',
		({ message }) => message,
	);
});

import { $, button, element } from './elements.mjs';
import { copy } from './control.mjs';

/** The labels of the credential's fields in n8n. */
const fields = [
	['Base URL', 'baseUrl'],
	['Client ID', 'clientId'],
	['Client Secret', 'clientSecret', true],
	['API Key', 'apiKey', true],
	['Till for your workflows', 'tillNumber'],
];

const HIDDEN = '••••••••';

function row(label, value, secret = false) {
	const shown = element('code', {}, value);
	const reveal = button('Show', async () => show(shown.textContent === HIDDEN));
	const show = (visible) => {
		shown.textContent = visible ? value : HIDDEN;
		reveal.textContent = visible ? 'Hide' : 'Show';
		reveal.ariaLabel = `${reveal.textContent} ${label}`;
	};
	if (secret) show(false);
	return element(
		'li',
		{},
		element('span', {}, element('b', {}, label), shown),
		element(
			'span',
			{ className: 'commands' },
			secret ? reveal : '',
			button('Copy', () => copy(value, label), { ariaLabel: `Copy ${label}` }),
		),
	);
}

export async function showCredentials() {
	const response = await fetch('/control/credentials');
	const keys = await response.json();
	for (const till of document.querySelectorAll('[name="tillNumber"], [name="scope_reference"]')) {
		till.value ||= keys.tillNumber;
	}
	$('#credentials ul').replaceChildren(
		...fields.map(([label, name, secret]) => row(label, keys[name], secret)),
	);
}

import { $, button, element } from './elements.mjs';
import { copy } from './control.mjs';

/** The credential's fields in n8n, by their names there. */
const fields = [
	['Base URL', 'baseUrl'],
	['Client ID', 'clientId'],
	['Client Secret', 'clientSecret', true],
	['API Key', 'apiKey', true],
];

const HIDDEN = '••••••••';

function row(label, value, secret = false) {
	const shown = element('code', {}, secret ? HIDDEN : value);
	const reveal = button('Show', async () => {
		const hidden = shown.textContent === HIDDEN;
		shown.textContent = hidden ? value : HIDDEN;
		reveal.textContent = hidden ? 'Hide' : 'Show';
	});
	reveal.ariaLabel = `Show ${label}`;
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
	$('#credentials ul').replaceChildren(
		...fields.map(([label, name, secret]) => row(label, keys[name], secret)),
	);
}

import { $ } from './elements.mjs';
import { tryTo } from './control.mjs';

const selects = document.querySelectorAll('#settings select');

export function showSettings(state) {
	for (const select of selects) select.value = state[select.name];
}

$('#settings form').addEventListener('change', ({ target: { name, value } }) => {
	void tryTo('settings', { [name]: value }, 'Setting saved. It applies to new requests.');
});

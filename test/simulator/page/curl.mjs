import { $ } from './elements.mjs';
import { command, copy, say } from './control.mjs';

const dialog = $('#curl');
const withToken = $('input', dialog);
const text = $('textarea', dialog);
let shown;

async function write() {
	try {
		({ command: text.value } = await command(`curl/${shown}`, { withToken: withToken.checked }));
	} catch ({ message }) {
		say(message, true);
	}
	const variables = [...new Set(text.value.match(/\$KOPOKOPO_\w+/g))].join(' and ');
	$('.hint', dialog).textContent = variables && `Set ${variables} in your shell first.`;
}

/** Shows the command for a request or a delivery, without secrets until the reader asks for them. */
export async function openCurl(id, hasSecrets) {
	shown = id;
	withToken.checked = false;
	withToken.closest('label').hidden = !hasSecrets;
	await write();
	dialog.showModal();
}

withToken.addEventListener('change', write);
$('[data-copy]', dialog).addEventListener('click', async () => {
	await copy(text.value, 'Command');
	text.select();
});

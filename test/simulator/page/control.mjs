import { $ } from './elements.mjs';

/** Shows a message for six seconds and announces it to screen readers. */
export function say(text, isError = false) {
	const said = $('#said');
	said.textContent = text;
	said.classList.toggle('bad', isError);
	said.dataset.at = Date.now();
	setTimeout(() => Date.now() - said.dataset.at >= 6000 && (said.textContent = ''), 6000);
}

/** Sends a command to the simulator. Rejects with the simulator's reason. */
export async function command(path, body = {}) {
	const response = await fetch(`/control/${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	}).catch(() => {
		throw new Error('The simulator does not respond. Check that it is running.');
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.error ?? answer.error_message);
	return answer;
}

/** Sends a command and shows the result or the error as a message. */
export const tryTo = (path, body, done) =>
	command(path, body).then(
		(answer) => say(typeof done === 'function' ? done(answer) : done),
		({ message }) => say(message, true),
	);

export async function copy(text, what) {
	try {
		await navigator.clipboard.writeText(text);
		say(`${what} copied`);
	} catch {
		say('The browser blocked the copy. Select the text and copy it yourself.', true);
	}
}

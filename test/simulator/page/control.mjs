import { $ } from './elements.mjs';

/** Tells what came of something, to those who see and to those who listen. */
export function say(text, isError = false) {
	const said = $('#said');
	said.textContent = text;
	said.classList.toggle('bad', isError);
	said.dataset.at = Date.now();
	setTimeout(() => Date.now() - said.dataset.at >= 6000 && (said.textContent = ''), 6000);
}

/** Sends a command to the simulator; rejects with its reason when it cannot be done. */
export async function command(path, body = {}) {
	const response = await fetch(`/control/${path}`, {
		method: 'POST',
		headers: { 'Content-Type': 'application/json' },
		body: JSON.stringify(body),
	}).catch(() => {
		throw new Error('The simulator does not answer');
	});
	const answer = await response.json();
	if (!response.ok) throw new Error(answer.error ?? answer.error_message);
	return answer;
}

/** The same, for a button: says what came of it. */
export const tryTo = (path, body, done) =>
	command(path, body).then(
		(answer) => say(typeof done === 'function' ? done(answer) : done),
		({ message }) => say(message, true),
	);

export const deliveriesIn = ({ deliveries }) =>
	deliveries.length === 0
		? 'nobody asked to hear of it'
		: `${deliveries.length} ${deliveries.length === 1 ? 'delivery' : 'deliveries'}`;

export async function copy(text, what) {
	try {
		await navigator.clipboard.writeText(text);
		say(`${what} copied`);
	} catch {
		say('The browser does not let this page copy: select the text and copy it', true);
	}
}

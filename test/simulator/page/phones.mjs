import { $, button, element, keyedList, money, time } from './elements.mjs';
import { tryTo } from './control.mjs';

const answers = [
	['pay', 'Pay', 'paid'],
	['cancel', 'Decline', 'declined'],
	['wrong-pin', 'Wrong PIN', 'entered a wrong PIN'],
	['insufficient-balance', 'Not enough money', 'did not have enough money'],
	['time-out', 'Let it time out', 'let the request time out'],
];

const reactions = {
	automatic: 'This customer pays or declines in a moment.',
	none: 'This customer ignores the request, so it stays pending. You can still answer for them.',
};

const titleOf = ({ name, phoneNumber }) => name || phoneNumber;

const card = (className, ariaLabel, ...children) =>
	element('li', {}, element('div', { className, role: 'group', ariaLabel }, ...children));

function phone(payment) {
	const { id, phoneNumber, name, amount, tillNumber, since, reaction } = payment;
	const buttons = answers.map(([word, label, done]) =>
		button(
			label,
			() =>
				tryTo(
					`prompts/${id}/${word}`,
					{},
					({ summary }) => `${titleOf(payment)} ${done}. ${summary}`,
				),
			{ className: word === 'pay' ? 'main' : '', dataset: { focus: `${word} ${id}` } },
		),
	);
	return card(
		'phone',
		`Phone of ${titleOf(payment)}`,
		element('p', { className: 'owner' }, element('b', {}, name || 'Customer'), ` ${phoneNumber}`),
		element(
			'p',
			{ className: 'prompt' },
			'Pay ',
			element('b', {}, money(amount)),
			` to till ${tillNumber}?`,
			element('small', {}, 'Requested at ', time(since)),
			reactions[reaction] ? element('small', { className: 'reaction' }, reactions[reaction]) : '',
		),
		element('div', { className: 'keys' }, buttons),
	);
}

function link({ id, amount, tillNumber, note, since }) {
	return card(
		'phone link',
		`Payment link for ${money(amount)}`,
		element('p', { className: 'owner' }, element('b', {}, 'Payment link'), ` till ${tillNumber}`),
		element(
			'p',
			{ className: 'prompt' },
			element('b', {}, money(amount)),
			note && ` ${note}`,
			element('small', {}, 'Created at ', time(since)),
		),
		element(
			'div',
			{ className: 'keys' },
			button(
				'Pay as Jane Doe',
				() =>
					tryTo(`links/${id}/pay`, {}, ({ paid, summary }) =>
						paid
							? `The payment link is paid. ${summary}`
							: 'The customer did not pay, so the payment link stays active.',
					),
				{ className: 'main', dataset: { focus: `pay ${id}` } },
			),
		),
	);
}

const show = keyedList($('#phones ul'), (payment) =>
	payment.kind === 'link' ? link(payment) : phone(payment),
);

export function showPhones({ pending, byHand }) {
	show(pending);
	$('#phones .count').textContent = pending.length || '';
	for (const radio of document.querySelectorAll('#mode input')) {
		radio.checked = radio.value === String(byHand);
	}
	$('#phones .empty').hidden = pending.length > 0;
	$('#phones .empty').textContent = byHand
		? 'No phone is ringing. Run a workflow that sends an STK push, then answer it here.'
		: 'To play the customer, choose “answered by me” before you run the workflow.';
}

$('#mode').addEventListener('change', ({ target }) => {
	const byHand = target.value === 'true';
	void tryTo(
		'settings',
		{ byHand },
		byHand ? 'You answer new STK pushes' : 'New STK pushes are paid automatically',
	);
});

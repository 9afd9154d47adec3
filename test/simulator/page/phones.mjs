import { $, button, element, keyedList, money, time } from './elements.mjs';
import { deliveriesIn, tryTo } from './control.mjs';

const answers = [
	['pay', 'Pay', 'paid'],
	['cancel', 'Cancel', 'cancelled'],
	['wrong-pin', 'Wrong PIN', 'got the PIN wrong'],
	['insufficient-balance', 'Not enough money', 'had not enough money'],
	['time-out', 'Let it time out', 'let it time out'],
];

const titleOf = ({ name, phoneNumber }) => name || phoneNumber;

/** The keyboard stays among the phones when the one that had it goes. */
function answer(path, done) {
	return tryTo(path, {}, done).finally(() =>
		setTimeout(() => {
			if (document.activeElement !== document.body) return;
			($('#phones li button') ?? $('#phones-title')).focus();
		}, 300),
	);
}

const card = (className, ariaLabel, ...children) =>
	element('li', {}, element('div', { className, role: 'group', ariaLabel }, ...children));

function phone(payment) {
	const { id, phoneNumber, name, amount, tillNumber, since } = payment;
	const buttons = answers.map(([word, label, done]) =>
		button(
			label,
			() =>
				answer(
					`prompts/${id}/${word}`,
					(result) => `${titleOf(payment)} ${done}; ${deliveriesIn(result)}`,
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
			element('small', {}, 'Asked at ', time(since)),
		),
		element('div', { className: 'keys' }, buttons),
	);
}

function link({ id, amount, tillNumber, note, since }) {
	return card(
		'phone link',
		`Payment link over ${money(amount)}`,
		element('p', { className: 'owner' }, element('b', {}, 'Payment link'), ` till ${tillNumber}`),
		element(
			'p',
			{ className: 'prompt' },
			element('b', {}, money(amount)),
			note && ` ${note}`,
			element('small', {}, 'Made at ', time(since)),
		),
		element(
			'div',
			{ className: 'keys' },
			button(
				'Pay as Jane Doe',
				() => answer(`links/${id}/pay`, (result) => `The link is paid; ${deliveriesIn(result)}`),
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
		? 'No phone rings. Ask for a payment in n8n, and answer it here.'
		: 'STK pushes are paid after a moment. Choose “by hand” to play the customer yourself.';
}

$('#mode').addEventListener('change', ({ target }) => {
	const byHand = target.value === 'true';
	void tryTo(
		'settings',
		{ byHand },
		byHand ? 'Phones wait for you' : 'Customers pay by themselves',
	);
});

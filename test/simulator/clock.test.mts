import { manualClock, scheduleOn } from './clock.mts';

it('runs due calls in order, each at its time, and the calls that they schedule', async () => {
	const clock = manualClock(0);
	const ran: string[] = [];
	clock.after(200, () => ran.push(`second at ${clock.now()}`));
	clock.after(100, () => {
		ran.push(`first at ${clock.now()}`);
		clock.after(50, () => ran.push(`between at ${clock.now()}`));
	});
	clock.after(301, () => ran.push('too late'));

	await clock.advance(300);

	expect(ran).toEqual(['first at 100', 'between at 150', 'second at 200']);
	expect(clock.now()).toBe(300);
});

it('awaits each call before the next one', async () => {
	const clock = manualClock(0);
	const ran: string[] = [];
	clock.after(1, async () => {
		await Promise.resolve();
		ran.push('slow');
	});
	clock.after(2, () => ran.push('next'));

	await clock.advance(2);

	expect(ran).toEqual(['slow', 'next']);
});

it('does not run a cancelled call, one by one or all together', async () => {
	const clock = manualClock(0);
	const schedule = scheduleOn(clock);
	const run = jest.fn();
	schedule.after(1, run)();
	schedule.after(1, run);
	schedule.after(1, run);
	schedule.cancelAll();
	const kept = jest.fn();
	schedule.after(1, kept);

	await clock.advance(1);

	expect(run).not.toHaveBeenCalled();
	expect(kept).toHaveBeenCalledTimes(1);
});

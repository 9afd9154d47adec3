const grouped = (digits: number) =>
	new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });

const whole = grouped(0);
const two = grouped(2);
const one = grouped(1);

export const count = (value: number) => whole.format(value);
export const ratio = (value: number) => two.format(value);
export const perSecond = (value: number) => one.format(value);
export const milliseconds = (value: number) => `${whole.format(value)} ms`;
export const microseconds = (value: number) => `${one.format(value)} µs`;
export const kilobytes = (bytes: number) => `${whole.format(bytes / 1000)} kB`;
export const megabytes = (bytes: number) => `${whole.format(bytes / 1e6)} MB`;

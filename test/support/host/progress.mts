/** Where progress goes: one line per call. */
export type Report = (line: string) => void;

const pause = 10_000;

/** Reports a long step now and then until it ends, so that nobody takes it for stuck. */
export async function withProgress<T>(
	title: string,
	report: Report,
	detail: () => string | Promise<string>,
	work: () => Promise<T>,
): Promise<T> {
	const begun = Date.now();
	const tell = async () => report(`${clock(Date.now() - begun)}  ${title}: ${await detail()}`);
	const timer = setInterval(() => void tell(), pause);
	report(`0:00  ${title}`);
	try {
		const result = await work();
		await tell();
		return result;
	} finally {
		clearInterval(timer);
	}
}

function clock(milliseconds: number): string {
	const seconds = Math.round(milliseconds / 1000);
	return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

import { readFile } from 'node:fs/promises';
import { Agent, get } from 'node:http';
import { serve } from './helper.mts';

/** Milliseconds from one question to the next. */
const interval = 20;

/** What was seen of an n8n; times in milliseconds, memory in bytes. */
export interface Observation {
	/** The longer of the two that follow. */
	silence: number;
	longestAnswer: number;
	longestGap: number;
	answers: number;
	/** Questions that were not answered with 200. */
	failures: number;
	/** The most by which a question came late without n8n's doing: what this process itself was kept waiting. */
	lateness: number;
	/** Resident memory at the start, and the most since; null where the system does not tell. */
	memoryBefore: number | null;
	memoryPeak: number | null;
}

/**
 * Asks n8n for its readiness again and again over one connection, each time when the answer before has come: n8n takes
 * on one new connection per turn of its event loop, and a question on each would wait for the others.
 */
class Probe {
	private readonly agent = new Agent({ keepAlive: true, maxSockets: 1 });
	private readonly answered: number[] = [];
	private question: Promise<void> | undefined;
	private readonly timer: NodeJS.Timeout;
	private longestAnswer = 0;
	private failures = 0;
	private lateness = 0;
	private lastLook = performance.now();
	private memoryPeak: number | null;

	constructor(
		private readonly url: string,
		private readonly pid: number,
		private readonly memoryBefore: number | null,
	) {
		this.memoryPeak = memoryBefore;
		this.timer = setInterval(() => this.look(), interval);
	}

	async stop(): Promise<Observation> {
		clearInterval(this.timer);
		await this.question;
		this.agent.destroy();
		const gaps = this.answered.slice(1).map((at, index) => at - this.answered[index]!);
		const longestGap = Math.max(0, ...gaps);
		const { longestAnswer, failures, lateness, memoryBefore, memoryPeak } = this;
		return {
			silence: Math.max(longestAnswer, longestGap),
			longestAnswer,
			longestGap,
			answers: this.answered.length,
			failures,
			lateness,
			memoryBefore,
			memoryPeak,
		};
	}

	private look(): void {
		const now = performance.now();
		this.lateness = Math.max(this.lateness, now - this.lastLook - interval);
		this.lastLook = now;
		void this.weigh();
		this.question ??= this.ask(now).finally(() => (this.question = undefined));
	}

	private async ask(begun: number): Promise<void> {
		if ((await statusOf(this.url, this.agent)) !== 200) this.failures += 1;
		const now = performance.now();
		this.answered.push(now);
		this.longestAnswer = Math.max(this.longestAnswer, now - begun);
	}

	private async weigh(): Promise<void> {
		const memory = await residentMemory(this.pid);
		if (memory !== null) this.memoryPeak = Math.max(this.memoryPeak ?? 0, memory);
	}
}

/** The status that a question is answered with; 0 where no answer comes. */
function statusOf(url: string, agent: Agent): Promise<number> {
	return new Promise((resolve) => {
		const fail = () => resolve(0);
		get(url, { agent }, (response) => {
			response
				.resume()
				.once('end', () => resolve(response.statusCode ?? 0))
				.once('error', fail);
		}).once('error', fail);
	});
}

/** Where the system tells it as Linux does. */
async function residentMemory(pid: number): Promise<number | null> {
	const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
	const kibibytes = /^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1];
	return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

let probe: Probe | undefined;

const functions = {
	start: async (url: string, pid: number): Promise<void> => {
		probe = new Probe(url, pid, await residentMemory(pid));
	},
	stop: async (): Promise<Observation> => {
		if (!probe) throw new Error('The probe has not been started.');
		return probe.stop();
	},
};

/** The prober in a process of its own. */
export type ProbeHelper = typeof functions;

serve(functions);

export interface Bounds<Value> {
	maxSize: number;
	/** In milliseconds. */
	maxAge?: number;
	isPinned?: (value: Value) => boolean;
}

/** A Map that drops its oldest entries. Setting a key makes its entry the newest. */
export class BoundedMap<Value> {
	private readonly entries = new Map<string, { value: Value; at: number }>();

	private readonly bounds: Required<Bounds<Value>>;

	constructor(bounds: Bounds<Value>) {
		this.bounds = { maxAge: Infinity, isPinned: () => false, ...bounds };
	}

	get size(): number {
		return this.entries.size;
	}

	get(key: string): Value | undefined {
		const entry = this.entries.get(key);
		return entry && !this.isTooOld(entry) ? entry.value : undefined;
	}

	has(key: string): boolean {
		return this.get(key) !== undefined;
	}

	set(key: string, value: Value): void {
		this.entries.delete(key);
		this.entries.set(key, { value, at: Date.now() });
		for (const [oldest, entry] of this.entries) {
			if (this.entries.size <= this.bounds.maxSize && !this.isTooOld(entry)) return;
			if (!this.bounds.isPinned(entry.value)) this.entries.delete(oldest);
		}
	}

	delete(key: string): void {
		this.entries.delete(key);
	}

	deleteWhere(matches: (value: Value) => boolean): void {
		for (const [key, { value }] of this.entries) {
			if (matches(value)) this.entries.delete(key);
		}
	}

	private isTooOld({ value, at }: { value: Value; at: number }): boolean {
		const { maxAge, isPinned } = this.bounds;
		return Date.now() - at > maxAge && !isPinned(value);
	}
}

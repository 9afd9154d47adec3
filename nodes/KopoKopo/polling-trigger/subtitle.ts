import type { INodeParameters } from 'n8n-workflow';

/** As for the webhook trigger, n8n evaluates this as text: it may use only its arguments and plain JavaScript. */
export function subtitleOf({ events, scope, tillNumber }: INodeParameters): string {
	const names = new Map<unknown, string>([
		['received', 'Received'],
		['reversed', 'Reversed'],
	]);
	const selected = [events].flat().flatMap((event) => names.get(event) || []);
	const tills = scope === 'till' ? `Till ${String(tillNumber || '')}` : 'All Tills';
	return selected.length > 0 ? `${selected.join(' and ')}: ${tills}` : tills;
}

export const subtitle = `={{ (${subtitleOf.toString()})($parameter) }}`;

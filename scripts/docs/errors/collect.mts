/** Every error that the nodes can show, found in their source, so that none is missing. */
import { relative } from 'node:path';

import ts from 'typescript';

import { Source, sourceFolder } from './source.mts';

export type Outcome = 'notSent' | 'rejected' | 'accepted' | 'unknown';

export interface ListedError {
	/** Relative to the folder of the nodes. */
	file: string;
	messages: string[];
	advice: string[];
	/** In place of the advice, if the request may have moved money. */
	lookUp?: string[];
	outcome?: Outcome;
	/** Of a response to a delivery. */
	status?: string;
	/** Whether the message of another error follows, with its advice. */
	isPrefix?: boolean;
}

interface Found extends Pick<ListedError, 'outcome' | 'status' | 'isPrefix'> {
	message?: ts.Expression;
	advice?: ts.Expression;
	lookUp?: ts.Expression;
}

/** Errors whose arguments are a message and an advice. */
const withAdvice = new Set(['throwInputError', 'InputError', 'AccessTokenError']);

/** Of `RequestFailure`, the literal has the texts. */
const errorName = /Error$/;

type Properties = ReadonlyMap<string, ts.Expression>;

function propertiesOf(source: Source, literal: ts.ObjectLiteralExpression): Properties {
	const properties = new Map<string, ts.Expression>();
	for (const property of literal.properties) {
		if (ts.isPropertyAssignment(property)) {
			properties.set(property.name.getText(), property.initializer);
		} else if (ts.isShorthandPropertyAssignment(property)) {
			properties.set(property.name.text, property.name);
		} else if (ts.isSpreadAssignment(property)) {
			const spread = source.literalOf(property.expression);
			if (!spread) properties.set('...', property.expression);
			for (const [name, value] of spread ? propertiesOf(source, spread) : []) {
				properties.set(name, value);
			}
		}
	}
	return properties;
}

/** Two words that do not depend on the running code. */
const hasText = (texts: string[]): boolean =>
	texts.some((text) => /[a-z]{2}.* .*[a-z]{2}/i.test(text));

/** Whether a message only passes on the text of another error. */
function passesOn(source: Source, message: ts.Expression): boolean {
	if (ts.isIdentifier(message) && message.text === 'message') {
		const declared = source.symbolOf(message)?.valueDeclaration;
		return !declared || ts.isBindingElement(declared) || ts.isParameter(declared);
	}
	if (ts.isPropertyAccessExpression(message)) return false;
	return (
		ts.forEachChild(message, (inner) => passesOn(source, inner as ts.Expression) || undefined) ===
		true
	);
}

/** A message and what is known of it, wherever the source makes an error of them. */
function errorIn(source: Source, node: ts.Node): Found | undefined {
	if (ts.isObjectLiteralExpression(node)) return errorOfLiteral(source, node);
	if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return undefined;
	const name = node.expression.getText();
	const [first, second, third] = node.arguments ?? [];
	if (withAdvice.has(name)) return { message: first, advice: second, outcome: 'notSent' };
	if (!ts.isNewExpression(node) || !errorName.test(name)) return undefined;
	if (!name.startsWith('Node')) return { message: first };
	const options =
		third && ts.isObjectLiteralExpression(third) ? propertiesOf(source, third) : undefined;
	return { message: second, advice: options?.get('description'), outcome: 'notSent' };
}

function errorOfLiteral(source: Source, node: ts.ObjectLiteralExpression): Found | undefined {
	const properties = propertiesOf(source, node);
	const message = properties.get('message');
	const status = properties.get('status');
	// A row for a range of statuses is listed from its table.
	if (!message || properties.has('from')) return undefined;
	const advice = properties.get('advice');
	if (advice) {
		const [outcome = 'notSent'] = properties.has('outcome')
			? source.textsOf(properties.get('outcome'))
			: [];
		return { message, advice, lookUp: properties.get('lookUp'), outcome: outcome as Outcome };
	}
	if (properties.has('...')) return { message, isPrefix: true };
	return status && ts.isNumericLiteral(status) ? { message, status: status.text } : undefined;
}

/** In the order of the source. */
export function listErrors(): ListedError[] {
	const source = new Source();
	const errors: ListedError[] = [];
	source.visit((node, { fileName }) => {
		const found = errorIn(source, node);
		if (!found?.message || passesOn(source, found.message)) return;
		const { message, advice, lookUp, ...rest } = found;
		const messages = source.textsOf(message);
		if (!hasText(messages) && !rest.status) return;
		errors.push({
			file: relative(sourceFolder, fileName),
			messages,
			advice: advice ? source.textsOf(advice).filter(Boolean) : [],
			...(lookUp && { lookUp: source.textsOf(lookUp) }),
			...rest,
		});
	});
	return errors;
}

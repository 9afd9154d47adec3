/** Reads texts from the source of the nodes: what an expression can be, as far as the code tells. */
import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';

import ts from 'typescript';

import {
	asSentence,
	joinSentences,
	unreachable,
	withReason,
} from '../../../nodes/KopoKopo/api/error-text.ts';
import { labelled } from '../../../nodes/KopoKopo/parameters/field.ts';

/** In place of a part that only the running code knows. */
export const unknown = '…';

/** More texts than this are listed in one. */
const mostTexts = 6;

const mostSteps = 12;

/** Functions that make texts of texts: they are called. */
const textFunctions: Readonly<Record<string, (...texts: string[]) => string>> = {
	asSentence,
	joinSentences,
	labelled: (label, message) => labelled(label, message),
	unreachable: () => unreachable(unknown, '').replace(/\.$/, `: ${unknown}.`),
	withReason: (sentence) => withReason(sentence, 0, unknown).replace('(0)', `(${unknown})`),
};

export const sourceFolder = 'nodes/KopoKopo';

const sourceFiles = (): string[] =>
	readdirSync(sourceFolder, { recursive: true, encoding: 'utf8' })
		.filter((file) => file.endsWith('.ts'))
		.map((file) => resolve(join(sourceFolder, file)))
		.sort();

/** A program without libraries: symbols of the package are enough, and take a second less. */
function programOf(files: string[]): ts.Program {
	const options: ts.CompilerOptions = { noLib: true, resolveJsonModule: true, types: [] };
	const host = ts.createCompilerHost(options);
	host.resolveModuleNameLiterals = (literals, containingFile) =>
		literals.map(({ text }) => {
			const file = resolve(containingFile, '..', text);
			const path = [`${file}.ts`, join(file, 'index.ts')].find((one) => files.includes(one));
			return {
				resolvedModule: path && {
					resolvedFileName: path,
					extension: ts.Extension.Ts,
					isExternalLibraryImport: false,
				},
			} as ts.ResolvedModuleWithFailedLookupLocations;
		});
	return ts.createProgram(files, options, host);
}

const isNumber = (text: string): boolean => /^[\d_]+$/.test(text);

/** Without what is unknown where something is known. */
function unique(texts: string[]): string[] {
	const different = [...new Set(texts)];
	if (!different.includes(unknown)) return different;
	const known = different.filter((text) => text !== unknown && text !== '');
	return known.length > 0 ? known : [unknown];
}

/** Every combination of one text of each part; parts with many texts are listed in place. */
function combine(parts: string[][], join: (...texts: string[]) => string): string[] {
	const count = parts.reduce((product, { length }) => product * length, 1);
	const listed =
		count > mostTexts ? parts.map((texts) => [texts.filter(Boolean).join(' / ')]) : parts;
	return listed
		.reduce<
			string[][]
		>((starts, texts) => starts.flatMap((start) => texts.map((text) => [...start, text])), [[]])
		.map((texts) => join(...texts));
}

const concatenated = (...texts: string[]): string => texts.join('');

export class Source {
	readonly files: readonly ts.SourceFile[];

	private readonly checker: ts.TypeChecker;

	/** Calls and `new` expressions by what they call. */
	private readonly callsOf = new Map<ts.Symbol, Array<ts.CallExpression | ts.NewExpression>>();

	constructor() {
		const files = sourceFiles();
		const program = programOf(files);
		this.checker = program.getTypeChecker();
		this.files = files.map((file) => program.getSourceFile(file)!);
		this.visit((node) => {
			if (!ts.isCallExpression(node) && !ts.isNewExpression(node)) return;
			const called = this.symbolOf(node.expression);
			if (called) this.callsOf.set(called, [...(this.callsOf.get(called) ?? []), node]);
		});
	}

	visit(see: (node: ts.Node, file: ts.SourceFile) => void): void {
		for (const file of this.files) {
			const walk = (node: ts.Node): void => {
				see(node, file);
				ts.forEachChild(node, walk);
			};
			walk(file);
		}
	}

	symbolOf(node: ts.Node): ts.Symbol | undefined {
		const symbol = ts.isShorthandPropertyAssignment(node.parent)
			? this.checker.getShorthandAssignmentValueSymbol(node.parent)
			: this.checker.getSymbolAtLocation(node);
		if (!symbol) return undefined;
		return symbol.flags & ts.SymbolFlags.Alias ? this.checker.getAliasedSymbol(symbol) : symbol;
	}

	/** The object literal that a constant is. */
	literalOf(name: ts.Expression): ts.ObjectLiteralExpression | undefined {
		const declared = this.symbolOf(name)?.valueDeclaration;
		const value = declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
		return value && ts.isObjectLiteralExpression(value) ? value : undefined;
	}

	/** What a text can be; `unknown` in place of what only the running code knows. */
	textsOf(expression: ts.Expression | undefined, steps = 0): string[] {
		if (!expression) return [''];
		if (steps > mostSteps) return [unknown];
		const next = (inner: ts.Expression | undefined) => this.textsOf(inner, steps + 1);
		if (ts.isStringLiteralLike(expression)) return [expression.text];
		if (ts.isNumericLiteral(expression)) return [expression.text];
		if (
			ts.isParenthesizedExpression(expression) ||
			ts.isAsExpression(expression) ||
			ts.isSatisfiesExpression(expression) ||
			ts.isNonNullExpression(expression)
		) {
			return next(expression.expression);
		}
		if (ts.isTemplateExpression(expression)) {
			const { head, templateSpans } = expression;
			const parts = templateSpans.flatMap((span) => [next(span.expression), [span.literal.text]]);
			return combine([[head.text], ...parts], concatenated);
		}
		if (ts.isConditionalExpression(expression)) {
			return unique([...next(expression.whenTrue), ...next(expression.whenFalse)]);
		}
		if (ts.isBinaryExpression(expression)) {
			const { left, right, operatorToken } = expression;
			const [lefts, rights] = [next(left), next(right)];
			if (operatorToken.kind === ts.SyntaxKind.PlusToken) {
				const isSum = [...lefts, ...rights].some(isNumber);
				return isSum ? [unknown] : combine([lefts, rights], concatenated);
			}
			if (operatorToken.kind === ts.SyntaxKind.AmpersandAmpersandToken) return ['', ...rights];
			const isChoice =
				operatorToken.kind === ts.SyntaxKind.BarBarToken ||
				operatorToken.kind === ts.SyntaxKind.QuestionQuestionToken;
			return isChoice ? unique([...lefts, ...rights]) : [unknown];
		}
		if (ts.isCallExpression(expression)) return this.textsOfCall(expression, steps);
		if (ts.isElementAccessExpression(expression)) {
			const { argumentExpression: column } = expression;
			return ts.isNumericLiteral(column)
				? this.textsInColumn(expression.expression, Number(column.text), steps)
				: [unknown];
		}
		if (ts.isIdentifier(expression)) return this.textsOfName(expression, steps);
		return [unknown];
	}

	private textsOfCall(call: ts.CallExpression, steps: number): string[] {
		const made = textFunctions[call.expression.getText()];
		const next = (inner: ts.Expression) => this.textsOf(inner, steps + 1);
		if (made) return unique(combine(call.arguments.map(next), made));
		const declared = this.symbolOf(call.expression)?.valueDeclaration;
		const returned = declared ? returnedBy(declared).flatMap(next) : [unknown];
		return returned.some((text) => text.includes(unknown)) ? [unknown] : unique(returned);
	}

	private textsOfName(name: ts.Identifier, steps: number): string[] {
		const declared = this.symbolOf(name)?.valueDeclaration;
		// The label of a field is known to its reader.
		if (name.text === 'displayName') return ['{field}'];
		if (!declared) return [unknown];
		if (ts.isParameter(declared)) return this.textsOfParameter(declared, steps);
		if (ts.isBindingElement(declared) && ts.isArrayBindingPattern(declared.parent)) {
			const { elements, parent } = declared.parent;
			const row = ts.isVariableDeclaration(parent) ? parent.initializer : undefined;
			return row ? this.textsInColumn(row, elements.indexOf(declared), steps) : [unknown];
		}
		if (!ts.isVariableDeclaration(declared) || !declared.initializer) return [unknown];
		return ts.isIdentifier(declared.name)
			? this.textsOf(declared.initializer, steps + 1)
			: [unknown];
	}

	/** What the rows of a constant table have in a column, if `row` is one that was found in it. */
	private textsInColumn(row: ts.Expression, column: number, steps: number): string[] {
		if (steps > mostSteps) return [unknown];
		if (ts.isCallExpression(row) && ts.isPropertyAccessExpression(row.expression)) {
			return this.textsInColumn(row.expression.expression, column, steps + 1);
		}
		if (ts.isIdentifier(row)) {
			const declared = this.symbolOf(row)?.valueDeclaration;
			const inner =
				declared && ts.isVariableDeclaration(declared) ? declared.initializer : undefined;
			return inner ? this.textsInColumn(inner, column, steps + 1) : [unknown];
		}
		if (!ts.isArrayLiteralExpression(row)) return [unknown];
		const cells = row.elements.flatMap((one) =>
			ts.isArrayLiteralExpression(one) ? (one.elements[column] ?? []) : [],
		);
		return cells.length > 0 ? cells.flatMap((cell) => this.textsOf(cell, steps + 1)) : [unknown];
	}

	/** What the callers pass. Numbers differ too much to list them. */
	private textsOfParameter(parameter: ts.ParameterDeclaration, steps: number): string[] {
		const position = parameter.parent.parameters.indexOf(parameter);
		const callee = calleeOf(parameter.parent);
		const symbol = callee && this.symbolOf(callee);
		const calls = (symbol && this.callsOf.get(symbol)) ?? [];
		const given = calls.flatMap((call) => {
			const argument = call.arguments?.[position];
			return argument ? this.textsOf(argument, steps + 1) : [];
		});
		const texts = given.map((text) => (isNumber(text) ? unknown : text));
		return texts.length > 0 ? unique(texts) : [unknown];
	}
}

/** The name by which a function or a constructor is called. */
function calleeOf(callee: ts.SignatureDeclaration): ts.Node | undefined {
	if (ts.isConstructorDeclaration(callee)) return callee.parent.name;
	if (callee.name) return callee.name;
	const { parent } = callee;
	return ts.isVariableDeclaration(parent) ? parent.name : undefined;
}

function returnedBy(declaration: ts.Declaration): ts.Expression[] {
	const declared =
		ts.isVariableDeclaration(declaration) && declaration.initializer
			? declaration.initializer
			: declaration;
	if (ts.isArrowFunction(declared) && !ts.isBlock(declared.body)) return [declared.body];
	if (!ts.isFunctionLike(declared) || !('body' in declared) || !declared.body) return [];
	const returned: ts.Expression[] = [];
	const walk = (node: ts.Node): void => {
		if (ts.isReturnStatement(node) && node.expression) returned.push(node.expression);
		if (!ts.isFunctionLike(node)) ts.forEachChild(node, walk);
	};
	ts.forEachChild(declared.body as ts.Node, walk);
	return returned;
}

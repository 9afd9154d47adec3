import ts from 'typescript';

/** With entries from the start, these are tables of constants. */
const collections = ['Map', 'Set', 'WeakMap', 'WeakSet'];

const ownStores = ['BoundedMap', 'SingleFlight', 'Semaphore'];

const isNewStore = (value: ts.Expression | undefined): boolean => {
	if (!value) return false;
	if (ts.isArrayLiteralExpression(value)) return value.elements.length === 0;
	if (ts.isObjectLiteralExpression(value)) return value.properties.length === 0;
	if (!ts.isNewExpression(value)) return false;
	const name = value.expression.getText();
	const isEmpty = (value.arguments?.length ?? 0) === 0;
	return ownStores.includes(name) || (collections.includes(name) && isEmpty);
};

/** The names of the variables in which a module keeps state: `let`, and what is created empty. */
export function moduleState(fileName: string, code: string): string[] {
	const source = ts.createSourceFile(fileName, code, ts.ScriptTarget.Latest, true);
	return source.statements.flatMap((statement) => {
		if (ts.isClassDeclaration(statement)) {
			return statement.members
				.filter(ts.isPropertyDeclaration)
				.filter(({ modifiers }) =>
					modifiers?.some(({ kind }) => kind === ts.SyntaxKind.StaticKeyword),
				)
				.map(({ name }) => name.getText());
		}
		if (!ts.isVariableStatement(statement)) return [];
		const { declarations, flags } = statement.declarationList;
		const isConstant = (flags & ts.NodeFlags.Const) !== 0;
		return declarations
			.filter(({ initializer }) => !isConstant || isNewStore(initializer))
			.map(({ name }) => name.getText());
	});
}

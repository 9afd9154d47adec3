const { mkdir, rm, writeFile } = require('node:fs/promises');
const { dirname, relative } = require('node:path');
const { Transform } = require('node:stream');
const esbuild = require('esbuild');
const { dest, parallel, series, src } = require('gulp');
const { n8n } = require('./package.json');

/** All code of the package: n8n reads one file where it would read a hundred, in a third of the time. */
const bundle = 'dist/kopokopo.js';

/** The files that n8n looks for, each a node or a credential. */
const entries = [...n8n.nodes, ...n8n.credentials];

const sourceOf = (entry) => `./${relative('dist', entry).replace(/\.js$/, '')}`;

const className = (entry) => entry.split('/').pop().split('.')[0];

async function writeEntry(entry) {
	await mkdir(dirname(entry), { recursive: true });
	const path = relative(dirname(entry), bundle);
	const name = className(entry);
	await writeFile(entry, `'use strict';\n\nexports.${name} = require('${path}').${name};\n`);
}

/** One bundle, so that node and credential share what is remembered in the process. */
async function code() {
	await esbuild.build({
		stdin: {
			contents: entries.map((entry) => `export * from '${sourceOf(entry)}';`).join('\n'),
			resolveDir: __dirname,
		},
		bundle: true,
		format: 'cjs',
		platform: 'node',
		target: 'node20',
		packages: 'external',
		outfile: bundle,
	});
	await Promise.all(entries.map(writeEntry));
}

/** JSON without its white space, which is half of the schemas. */
const withoutSpace = () =>
	new Transform({
		objectMode: true,
		transform(file, _encoding, done) {
			if (file.extname === '.json') {
				file.contents = Buffer.from(JSON.stringify(JSON.parse(file.contents.toString())));
			}
			done(null, file);
		},
	});

/** Icons, codex files and output schemas. */
const assets = () =>
	src(['nodes/**/*.{svg,png,json}', 'credentials/**/*.{svg,png}'], { base: '.', encoding: false })
		.pipe(withoutSpace())
		.pipe(dest('dist'));

const clean = () => rm('dist', { recursive: true, force: true });

exports.default = series(clean, parallel(code, assets));

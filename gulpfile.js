const { rm } = require('node:fs/promises');
const { src, dest } = require('gulp');

/** What tsc does not bring into dist: icons, codex files and output schemas. */
const assets = ['nodes/**/*.{svg,png,json}', 'credentials/**/*.{svg,png}'];

exports.clean = () => rm('dist', { recursive: true, force: true });
exports.assets = () => src(assets, { base: '.', encoding: false }).pipe(dest('dist'));

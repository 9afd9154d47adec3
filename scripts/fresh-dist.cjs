const { execSync } = require('node:child_process');
const { createHash } = require('node:crypto');
const {
	existsSync,
	mkdirSync,
	readFileSync,
	readdirSync,
	statSync,
	writeFileSync,
} = require('node:fs');
const { dirname, join } = require('node:path');

/** All that dist is made of. */
const sources = ['credentials', 'nodes', 'gulpfile.js', 'package.json', 'tsconfig.json'];

const stamp = join('node_modules', '.cache', 'n8n-nodes-kopokopo', 'dist-sources');

const filesIn = (path) =>
	path.includes('.')
		? [path]
		: readdirSync(path, { recursive: true })
				.map((file) => join(path, file))
				.filter((file) => statSync(file).isFile())
				.sort();

function fingerprint() {
	const hash = createHash('sha256');
	for (const file of sources.flatMap(filesIn)) hash.update(file).update(readFileSync(file));
	return hash.digest('hex');
}

/** Builds dist unless it is that of the sources as they stand: what runs is what is read. */
function freshDist() {
	const wanted = fingerprint();
	const built = existsSync(stamp) && existsSync('dist') ? readFileSync(stamp, 'utf8') : '';
	if (built === wanted) return;
	execSync('npm run build', { stdio: 'inherit' });
	mkdirSync(dirname(stamp), { recursive: true });
	writeFileSync(stamp, wanted);
}

module.exports = freshDist;
if (require.main === module) freshDist();

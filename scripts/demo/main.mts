import { shutdown, shutdownOnSignals } from '../../test/support/host/shutdown.mts';
import { readOptions, usage } from './options.mts';
import { celebrate, complain, note } from './screen.mts';
import { editorAddress, tellStory } from './story.mts';

let interrupted = false;
shutdownOnSignals((signal) => {
	interrupted = true;
	complain(`${signal}: stopping what runs and removing what is temporary.`);
});

async function run(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return note(usage);

	const n8n = await tellStory(options);
	celebrate('A payment went all the way: asked for, paid, signed, received, answered.');
	if (options.once) return;

	celebrate(editorAddress(n8n));
	note('It stays up until Ctrl-C.');
	await n8n.ended;
	throw new Error(`n8n has ended by itself.\n${n8n.tail(30)}`);
}

try {
	await run();
} catch (error) {
	// A signal's own clean-up ends whatever was under way; that is no failure of it.
	if (!interrupted) {
		complain(error instanceof Error ? error.message : String(error));
		process.exitCode = 1;
	}
}
if (!interrupted) {
	await shutdown();
	process.exit();
}

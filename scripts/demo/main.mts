import { shutdown, shutdownOnSignals } from '../../test/support/host/shutdown.mts';
import { readOptions, usage } from './options.mts';
import { celebrate, complain, note, say } from './screen.mts';
import { editorAddress, firstPayment, tellStory } from './story.mts';

let interrupted = false;
shutdownOnSignals((signal) => {
	interrupted = true;
	complain(`${signal}: stopping n8n and the simulator, and removing temporary files.`);
});

async function run(): Promise<void> {
	const options = readOptions(process.argv.slice(2));
	if (options.help) return note(usage);

	const stage = await tellStory(options);
	celebrate(
		'Done: the payment was requested, paid, reported to n8n and answered with an SMS text.',
	);
	if (options.once) return;

	celebrate('Now pay at a checkout yourself:');
	say(firstPayment(stage));
	celebrate('See how it works in the editor:');
	say(editorAddress(stage));
	note('\nPress Ctrl+C to stop.');
	const { n8n } = stage;
	await n8n.ended;
	throw new Error(`n8n stopped unexpectedly. The end of its log:\n${n8n.tail(30)}`);
}

try {
	await run();
} catch (error) {
	// After a signal, the clean-up stops n8n and the simulator, which is not an error.
	if (!interrupted) {
		complain(error instanceof Error ? error.message : String(error));
		process.exitCode = 1;
	}
}
if (!interrupted) {
	await shutdown();
	process.exit();
}

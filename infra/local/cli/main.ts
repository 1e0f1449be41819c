import { COMMANDS } from './commands/table.ts';
import { localIo } from './local-io.ts';
import { runCli } from './program.ts';

// `hone … | head` closes the pipe when it has seen enough: that is no failure.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    process.exit(error.code === 'EPIPE' ? 0 : 1);
  });
}

const { stdin, stdout, stderr, env } = process;
const io = localIo({ stdin, stdout, stderr, env, clock: () => new Date() });
process.exitCode = await runCli(process.argv.slice(2), io, COMMANDS);

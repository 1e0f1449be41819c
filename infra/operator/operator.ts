import { createLog, LOG_TAGS } from '../../lib/runtime/log.ts';
import { EXIT } from '../local/cli/cli-error.ts';
import { DATABASE_COMMANDS } from '../local/cli/commands/database-table.ts';
import { runCli } from '../local/cli/program.ts';
import { capturedIo } from './captured-io.ts';
import { openDeployedHost } from './deployed-host.ts';
import { type OperatorAnswer, readRequest } from './messages.ts';
import { PayloadTooLargeError, packPayload, unpackPayload } from './payload.ts';

interface Context {
  getRemainingTimeInMillis(): number;
}

const clock = () => new Date();

/**
 * The operator's command line beside the private database: runs one of the verbs that work on the database, with the very code
 * that `hone` runs, and answers with what it would have printed. Who may invoke the function may do all that these verbs do.
 */
export function operatorLambda(): (event: unknown, context: Context) => Promise<object> {
  return async (event, context) => {
    const request = readRequest(unpackPayload(event));
    const { env } = process;
    const timeLeft = () => context.getRemainingTimeInMillis();
    const { io, output } = capturedIo(request, {
      env,
      clock,
      openHost: (write) => openDeployedHost({ env, clock, write, timeLeft }),
    });
    const exitCode = await runCli(request.args, io, DATABASE_COMMANDS);
    const log = createLog({
      fields: { job: 'operator' },
      clock,
      write: (line) => void process.stdout.write(line),
    });
    // The verb alone: what follows it may be the text of a post.
    log.info(`${LOG_TAGS.operator} hone ${request.args[0]} ended with ${exitCode}`, { exit_code: exitCode });
    return packed({ exitCode, ...output() });
  };
}

function packed(answer: OperatorAnswer): object {
  try {
    return packPayload(answer);
  } catch (error) {
    if (!(error instanceof PayloadTooLargeError)) throw error;
    const stderr = `hone: the command was carried out (exit code ${answer.exitCode}), but its output is ${error.message}; ask for less of it\n`;
    return { exitCode: EXIT.failed, stdout: '', stderr, files: {} };
  }
}

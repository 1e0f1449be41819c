import { Command } from 'commander';
import type { ImportResult } from '../../../../lib/jobs/import-history.ts';
import type { HistoryPost } from '../../../../lib/learning/history.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { HISTORY_HELP } from '../history/help.ts';
import { type Io, print, progress, say } from '../io.ts';
import { handleValue, momentValue } from '../option-values.ts';
import { withHost } from '../with-host.ts';

const HELP = `${HISTORY_HELP}

Importing a file twice is importing it once. Posts by other authors are refused (exit code 4).

Example:
  hone import history.ndjson --account your_handle`;

interface Options {
  account?: string;
  readAt?: Date;
  json?: boolean;
}

export function importCommand(io: Io): Command {
  return new Command('import')
    .description("bring an account's history into the database")
    .argument('<file...>', 'history as NDJSON or X analytics CSV; - for standard input')
    .option('--account <handle>', 'whose history it is; needed when there are several accounts', handleValue)
    .option('--read-at <iso>', 'when the figures of a CSV were read', momentValue)
    .addHelpText('after', HELP)
    .action((files: string[], _: unknown, command: Command) =>
      importFiles(io, files, command.optsWithGlobals<Options>()),
    );
}

async function importFiles(io: Io, files: readonly string[], options: Options): Promise<void> {
  const { readHistory } = await import('../history/read-history.ts');
  const { importHistory } = await import('../../../../lib/jobs/import-history.ts');
  const { chooseAccount } = await import('../choose-account.ts');
  const posts = await readHistory(io, files, options.readAt ? { readAt: options.readAt } : {});
  const result = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const account = await chooseAccount(sql, options.account);
      refuseOtherAuthors(posts, account.accountId);
      const onProgress = (done: number, total: number) => progress(io, `${done} of ${total} posts`);
      return {
        account: account.accountId,
        ...(await importHistory(sql, { account, posts, now: io.clock(), onProgress })),
      };
    }),
  );
  progress(io, null);
  await print(io, options.json ? `${JSON.stringify(result)}\n` : describe(result));
  if (result.refused.length > 0) {
    const some = result.refused.slice(0, 3).join(', ');
    say(io, `${result.refused.length} posts belong to another account here and were left there (${some})`);
  }
}

/** One account's history must not teach another one. */
function refuseOtherAuthors(posts: readonly HistoryPost[], accountId: string): void {
  const others = posts.filter(({ author }) => author != null && handleOf(author) !== accountId);
  const [first] = others;
  if (first === undefined) return;
  throw new CliError(
    `${others.length} of ${posts.length} posts are by another author (@${handleOf(first.author ?? '')}) than @${accountId}; ` +
      `import them with --account, or leave out "author" where the handle has changed`,
    EXIT.refused,
  );
}

function handleOf(author: string): string {
  return author.replace(/^@/, '').toLowerCase();
}

function describe({ account, posts, postsAdded, readingsAdded, learned }: ImportResult & { account: string }): string {
  return `@${account}: ${posts} posts read, ${postsAdded} of them new, ${readingsAdded} new readings, ${learned} outcomes learned\n`;
}

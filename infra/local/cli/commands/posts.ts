import { Command, InvalidArgumentError, Option } from 'commander';
import { POST_STATUSES, type PostStatus } from '../../../../lib/database/queries/publishing.ts';
import { type Io, print } from '../io.ts';
import { handleValue, idValue, momentValue } from '../option-values.ts';
import { postLine, postPage } from '../post-text.ts';
import { withHost } from '../with-host.ts';
import { approve, edit, reject, report } from './posts-decisions.ts';

/** What somebody may want to do something about. */
const OPEN: readonly PostStatus[] = ['pending_approval', 'queued', 'posting', 'unknown', 'failed'];
const SHOWN = 50;

interface Options {
  account?: string;
  status?: PostStatus[];
  json?: boolean;
}

const EXAMPLES = `
Examples:
  hone posts list --status pending_approval
  hone posts approve 3f2a91bc`;

export function postsCommand(io: Io): Command {
  const command = new Command('posts')
    .description('planned posts: what waits, what goes out next, what became of it')
    .addHelpText('after', EXAMPLES);
  command
    .command('list')
    .description(`posts that wait for something, the next one first (at most ${SHOWN})`)
    .option('--account <handle>', 'only of this account', handleValue)
    .addOption(
      new Option('--status <status...>', 'only in these statuses; "all" for every one').choices([
        ...POST_STATUSES,
        'all',
      ]),
    )
    .addHelpText('after', '\nExample:\n  hone posts list --status pending_approval')
    .action((_: unknown, command: Command) => list(io, command.optsWithGlobals<Options>()));
  command
    .command('show')
    .description('one post: its texts, why it was planned, its forecasts, every attempt and every decision')
    .argument('<id>', 'its id, or how it begins', idValue)
    .addHelpText('after', '\nExample:\n  hone posts show 3f2a91bc')
    .action((id: string, _: unknown, command: Command) => show(io, id, command.optsWithGlobals<Options>()));
  command
    .command('approve')
    .description('let these texts go out at their times; failed and skipped posts may be approved again')
    .argument('[ids...]', 'their ids, or how they begin', several)
    .option('--all', 'every post that waits for approval')
    .option('--account <handle>', 'with --all: only of this account', handleValue)
    .option('--at <iso>', 'at this time instead (one post)', momentValue)
    .option('--by <name>', 'who approves, for the record (default: the user of this machine)')
    .addHelpText('after', '\nExamples:\n  hone posts approve 3f2a91bc 77d0a1e2\n  hone posts approve --all')
    .action((ids: string[], _: unknown, command: Command) => approve(io, ids, command.optsWithGlobals()));
  command
    .command('edit')
    .description('put another text in its place; it must be approved anew')
    .argument('<id>', 'its id, or how it begins', idValue)
    .requiredOption('--text <text...>', 'the text; several for the parts of a thread')
    .option('--part <n>', 'only this part of a thread, 1 is the first', partValue)
    .option('--by <name>', 'who edits, for the record')
    .addHelpText('after', '\nExample:\n  hone posts edit 3f2a91bc --text "What I meant to say."')
    .action((id: string, _: unknown, command: Command) => edit(io, id, command.optsWithGlobals()));
  command
    .command('reject')
    .description('take it out of the plan; of an unknown one: say that it is not on X')
    .argument('<id>', 'its id, or how it begins', idValue)
    .requiredOption('--reason <text>', 'why, for the record')
    .option('--by <name>', 'who rejects, for the record')
    .addHelpText('after', '\nExample:\n  hone posts reject 3f2a91bc --reason "not our tone"')
    .action((id: string, _: unknown, command: Command) => reject(io, id, command.optsWithGlobals()));
  command
    .command('posted')
    .description('say which post of X it has become, where your own bot published it')
    .argument('<id>', 'its id, or how it begins', idValue)
    .argument('<tweet-id>', "X's id, the number at the end of the post's address", tweetIdValue)
    .option('--part <n>', 'of this part of a thread, 1 is the first (default)', partValue)
    .option('--by <name>', 'who reports, for the record')
    .addHelpText('after', '\nExample:\n  hone posts posted 3f2a91bc 1991234567890123456')
    .action((id: string, tweetId: string, _: unknown, command: Command) =>
      report(io, { id, tweetId }, command.optsWithGlobals()),
    );
  return command;
}

async function list(io: Io, { account, status, json }: Options): Promise<void> {
  const { listPlannedPosts } = await import('../../../../lib/database/queries/publishing.ts');
  const { chooseAccount } = await import('../choose-account.ts');
  const isAll = (status as string[] | undefined)?.includes('all') === true;
  const statuses = isAll ? POST_STATUSES : (status ?? OPEN);
  const posts = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      if (account !== undefined) await chooseAccount(sql, account);
      return listPlannedPosts(sql, { accountId: account ?? null, statuses, limit: SHOWN });
    }),
  );
  if (json) return print(io, `${JSON.stringify(posts)}\n`);
  await print(io, posts.length === 0 ? 'No such post is planned.\n' : posts.map(postLine).join(''));
}

async function show(io: Io, id: string, { json }: Options): Promise<void> {
  const { forecastsOfPost } = await import('../../../../lib/database/queries/forecasts.ts');
  const { attemptsOf } = await import('../../../../lib/database/queries/publish-attempts.ts');
  const { eventsOfPost } = await import('../../../../lib/database/queries/publishing.ts');
  const { findPost } = await import('../../../../lib/jobs/answer-post.ts');
  const found = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const post = await findPost(sql, id);
      const { decisionId } = post;
      return {
        post,
        forecasts: await forecastsOfPost(sql, decisionId),
        attempts: await attemptsOf(sql, decisionId),
        events: await eventsOfPost(sql, post),
      };
    }),
  );
  await print(io, json ? `${JSON.stringify(found)}\n` : postPage(found));
}

function several(id: string, before: string[] = []): string[] {
  return [...before, idValue(id)];
}

function partValue(text: string): number {
  if (!/^[1-9]\d?$/.test(text)) throw new InvalidArgumentError('Wanted the number of a part, 1 is the first.');
  return Number(text);
}

function tweetIdValue(text: string): string {
  const id = /^(?:https?:\/\/[^/]+\/\w+\/status\/)?(\d{11,19})(?:[/?#].*)?$/.exec(text)?.[1];
  if (id === undefined) {
    throw new InvalidArgumentError("Wanted X's id of a post, e.g. 1991234567890123456, or the post's address.");
  }
  return id;
}

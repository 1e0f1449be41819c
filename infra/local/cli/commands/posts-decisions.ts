import type { Sql } from '../../../../lib/database/client.ts';
import type { PlannedPost } from '../../../../lib/database/queries/publishing.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print, say } from '../io.ts';
import { postLine } from '../post-text.ts';
import { userOf } from '../user.ts';
import { withHost } from '../with-host.ts';

interface Options {
  by?: string;
  json?: boolean;
}

/** Approves the posts that are named, or all that wait. What is refused of them does not keep the others back. */
export async function approve(
  io: Io,
  ids: readonly string[],
  options: Options & { all?: boolean; account?: string; at?: Date },
): Promise<void> {
  const { all = false, account, at: scheduledAt = null, json } = options;
  if (ids.length > 0 === all) throw new CliError('name the posts, or say --all', EXIT.usage);
  if (scheduledAt !== null && ids.length !== 1) throw new CliError('--at is for one post at a time', EXIT.usage);
  const { approvePost } = await import('../../../../lib/jobs/answer-post.ts');
  const { listPlannedPosts } = await import('../../../../lib/database/queries/publishing.ts');
  const approved: PlannedPost[] = [];
  const refused: Error[] = [];
  await onDatabase(io, async (sql) => {
    const accountId = account ?? null;
    const statuses = ['pending_approval'] as const;
    const named = all ? (await listPlannedPosts(sql, { accountId, statuses, limit: 500 })).map(idOf) : ids;
    for (const id of named) {
      try {
        approved.push(await approvePost(sql, { id, by: userOf(io, options.by), at: io.clock(), scheduledAt }));
      } catch (error) {
        if ((error as { code?: unknown }).code !== 'HONE_PUBLISHING_REFUSED') throw error;
        refused.push(error as Error);
      }
    }
  });
  if (json) await print(io, `${JSON.stringify(approved)}\n`);
  else await print(io, approved.length + refused.length === 0 ? 'No post waits for approval.\n' : lines(approved));
  if (refused.length === 0) return;
  for (const { message } of refused.slice(0, -1)) say(io, `hone: ${message}`);
  throw refused.at(-1)!;
}

/** Replaces the text of a post, or of one part of it. */
export async function edit(io: Io, id: string, options: Options & { text: string[]; part?: number }): Promise<void> {
  const { text, part } = options;
  if (part !== undefined && text.length !== 1) throw new CliError('--part takes one --text', EXIT.usage);
  const { editPost } = await import('../../../../lib/jobs/answer-post.ts');
  const { checkText } = await import('../../../../lib/jobs/check-text.ts');
  const replaced = (before: readonly string[]) => {
    if (part === undefined) return text;
    if (part > before.length) throw new CliError(`the post has ${before.length} parts, not ${part}`, EXIT.usage);
    return before.with(part - 1, text[0]!);
  };
  await decide(io, options, (sql, word) => editPost(sql, { ...word, id, parts: replaced, check: checkText }));
}

/** Takes a post out of the plan. */
export async function reject(io: Io, id: string, options: Options & { reason: string }): Promise<void> {
  const { rejectPost } = await import('../../../../lib/jobs/answer-post.ts');
  await decide(io, options, (sql, word) => rejectPost(sql, { ...word, id, reason: options.reason }));
}

/** Binds a post to X's id of it. */
export async function report(
  io: Io,
  { id, tweetId }: { id: string; tweetId: string },
  options: Options & { part?: number },
): Promise<void> {
  const { reportPost } = await import('../../../../lib/jobs/answer-post.ts');
  const part = (options.part ?? 1) - 1;
  await decide(io, options, (sql, word) => reportPost(sql, { ...word, id, tweetId, part }));
}

async function decide(
  io: Io,
  { by, json }: Options,
  work: (sql: Sql, word: { by: string; at: Date }) => Promise<PlannedPost>,
): Promise<void> {
  const post = await onDatabase(io, (sql) => work(sql, { by: userOf(io, by), at: io.clock() }));
  await print(io, json ? `${JSON.stringify(post)}\n` : postLine(post));
}

function onDatabase<T>(io: Io, work: (sql: Sql) => Promise<T>): Promise<T> {
  return withHost(io, {}, (host) => host.database(work));
}

const idOf = ({ decisionId }: PlannedPost) => decisionId;
const lines = (posts: readonly PlannedPost[]) => posts.map(postLine).join('');

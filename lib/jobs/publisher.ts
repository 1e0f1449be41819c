import { unfinishedThreads } from '../database/queries/publish-attempts.ts';
import { duePosts, type PlannedPost } from '../database/queries/publishing.ts';
import type { Channel } from '../publishing/publisher.ts';
import type { RunResult } from '../runtime/envelope.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { secretsManager } from '../runtime/secrets.ts';
import { accountOf, type JobDefinition, type JobDeps, type JobEvent } from './job.ts';
import { openChannel } from './open-channel.ts';
import { HANDOVER_MS, type Handed, type Handover, type Hands, publishPost } from './publish-post.ts';
import { PublishError } from './publishing-refused.ts';
import { settlePosts } from './settle-posts.ts';

const TAG = LOG_TAGS.publisher;

/**
 * Brings what is open to an end, then hands over what is due. Whether anything may leave is asked of the database once more for each
 * part: pausing while this runs stops the next one. It goes by the wall clock, whatever time its event says: posts go out now.
 */
export const publisher: JobDefinition = {
  name: 'publisher',
  scope: 'account',
  // It looks after what is open even while nothing may leave; a pause is checked where posts begin.
  touchesX: false,
  async run(event, deps) {
    const { sql, log, clock } = deps;
    const { accountId, publishing } = accountOf(event);
    const { problems, ...settled } = await settlePosts(sql, { accountId, at: clock() });
    const counts = { due: 0, posted: 0, accepted: 0, refused: 0, unknown: settled.lost, stopped: 0, ...named(settled) };
    const channel = await open(event, deps);
    if (channel === null) {
      log.info(`${TAG} Publishing is off for @${accountId}: nothing leaves`, counts);
      return { counts, problems };
    }
    const due = await duePosts(sql, accountId, clock());
    counts.due = due.length;
    if (channel.delivery === 'fetched') {
      log.info(`${TAG} ${due.length} posts lie in the outbox of @${accountId} for whoever fetches them`, counts);
      return { counts, problems };
    }
    const hands: Hands = { sql, channel, clock, signal: event.signal, timeLeft: deps.timeLeft };
    const waiting: string[] = [];
    for (const post of [...(await threadsToContinue(deps, { accountId, channel })), ...due.map(fromItsBeginning)]) {
      if (event.signal.aborted || deps.timeLeft() < HANDOVER_MS) break;
      const handed = await publishPost(hands, post);
      if (handed.refusal !== null) waiting.push(handed.refusal);
      else tally(counts, problems, { post, handed });
    }
    log.info(`${TAG} ${counts.posted} posts of @${accountId} went out through ${publishing}${whyNot(waiting)}`, counts);
    return { counts, problems };
  },
};

type Counts = Record<'due' | 'posted' | 'accepted' | 'refused' | 'unknown' | 'stopped', number>;

function named({ notPosted, skipped, returned, degraded }: Record<string, number>): Record<string, number> {
  return { not_posted: notPosted!, skipped: skipped!, returned: returned!, degraded: degraded! };
}

function open(event: JobEvent, deps: JobDeps) {
  const { sql, settings, clock } = deps;
  const account = accountOf(event);
  return deps.channel?.(account) ?? openChannel(account, { settings, secrets: secretsManager(), sql, clock });
}

async function threadsToContinue(
  { sql }: JobDeps,
  { accountId, channel }: { accountId: string; channel: Channel },
): Promise<Handover[]> {
  if (channel.delivery === 'whole') return [];
  const threads = await unfinishedThreads(sql, accountId);
  return threads.map(({ decisionId, out, lastTweetId, scheduledAt }) => ({
    accountId,
    decisionId,
    from: out,
    inReplyTo: lastTweetId,
    scheduledAt,
  }));
}

function fromItsBeginning({ accountId, decisionId, scheduledAt }: PlannedPost): Handover {
  return { accountId, decisionId, from: 0, inReplyTo: null, scheduledAt: scheduledAt! };
}

function tally(
  counts: Counts,
  problems: NonNullable<RunResult['problems']>[number][],
  { post, handed }: { post: Handover; handed: Handed & { refusal: null } },
): void {
  const { outcome, out } = handed;
  const context = { decision_id: post.decisionId, parts_out: out };
  // A thread of which at least the root went out in this run is out.
  if (outcome.kind === 'posted' || (post.from === 0 && out > 0)) counts.posted += 1;
  if (outcome.kind === 'accepted') counts.accepted += 1;
  if (outcome.kind === 'unknown') {
    counts.unknown += 1;
    problems.push({ error: new PublishError('PUBLISH_UNKNOWN', outcome.reason), context });
  }
  if (outcome.kind === 'refused') {
    counts.refused += 1;
    if (outcome.refused === 'account') counts.stopped += 1;
    problems.push({ error: new PublishError(outcome.code, outcome.reason), context });
  }
}

/** The first words of the refusals, each once. */
function whyNot(refusals: readonly string[]): string {
  if (refusals.length === 0) return '';
  const words = [...new Set(refusals.map((refusal) => refusal.split(':')[0]))];
  return `; ${refusals.length} may not go out now (${words.join(', ')})`;
}

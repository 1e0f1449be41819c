import { coolDown, rememberXUser } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import { insertFollowerSnapshot } from '../database/queries/followers.ts';
import { decisionsOf, markGone, trackedPosts } from '../database/queries/posts.ts';
import { postsDue } from '../learning/reading-ladder.ts';
import type { RunResult } from '../runtime/envelope.ts';
import { LEARNING_UPDATED, LOG_TAGS } from '../runtime/log.ts';
import type { ReadResult } from '../sources/metrics-source.ts';
import { adoptPosts, type ReadDecision } from './adopt-posts.ts';
import { accountOf, type JobDefinition, type JobDeps, type JobEvent } from './job.ts';
import { storeReadings } from './store-readings.ts';
import { updateLearning } from './update-learning.ts';

const DAY_MS = 86_400_000;
/** The ladder ends below this age; older posts are not read again. */
const TRACKED_DAYS = 9;
/** Posts that the account's pooled maturity curve rests on. */
const MATURITY_WINDOW_DAYS = 28;

type Problems = NonNullable<RunResult['problems']>[number][];

/** Reads the posts that are due with one navigation, stores what it saw, and learns from it. */
export const metricsScraper: JobDefinition = {
  name: 'metrics_scraper',
  scope: 'account',
  touchesX: true,
  async run(event, deps) {
    const { sql, log, settings } = deps;
    const account = accountOf(event);
    const { accountId } = account;
    const limit = settings.metricsMaxPostsPerRun;
    const problems: Problems = [];

    const tracked = await trackedPosts(sql, accountId, new Date(event.time.getTime() - TRACKED_DAYS * DAY_MS));
    const due = postsDue(tracked, { now: event.time, limit });
    const read = await readX(
      event,
      deps,
      due.map(({ tweetId }) => tweetId),
    );
    problems.push(...read.problems.map((error) => ({ error })));
    problems.push(
      ...read.quarantined.map((value) => ({ error: new ImpossibleValueError(value), context: { ...value } })),
    );

    await rememberAccount(event, deps, { read, problems });
    const adopted = await adoptPosts(sql, { accountId, observations: read.posts, at: event.time });
    problems.push(...adopted.problems.map(({ error, tweetId }) => ({ error, context: { tweet_id: tweetId } })));

    const wanted = new Set(due.map(({ decisionId }) => decisionId));
    const chosen = choose(adopted.decisions, { wanted, limit });
    const stored = await storeAll(event, deps, {
      decisions: chosen,
      authorId: account.xUserId ?? read.account?.userId ?? null,
      problems,
    });
    const gone = await markAllGone(event, deps, read);

    const learning = await updateLearning(sql, {
      accountId,
      timeZone: account.timeZone,
      decisionIds: new Set(chosen.map(({ decisionId }) => decisionId)),
      since: new Date(event.time.getTime() - MATURITY_WINDOW_DAYS * DAY_MS),
      now: event.time,
    });
    const counts = {
      due: due.length,
      read: read.posts.length,
      navigations: read.navigations,
      found: chosen.filter((decision) => decision.adopted).length,
      posts: chosen.length,
      ...stored,
      gone,
      outcomes: learning.outcomes,
      learned: learning.learned,
    };
    log.info(`${LOG_TAGS.metrics_scraper} Stored metrics of ${counts.posts} posts`, counts);
    log.info(LEARNING_UPDATED, { posts: learning.posts, outcomes: learning.outcomes, learned: learning.learned });
    return { counts, problems };
  },
};

/** A value X sent that cannot be right: not stored, reported. */
export class ImpossibleValueError extends Error {
  override readonly name = 'ImpossibleValueError';
  readonly code = 'HONE_IMPOSSIBLE_VALUE';
  readonly category = 'validation';
  readonly retryable = true;
  readonly advice =
    'The value is left out and read again; if it comes at every run, X changed its payload: update Hone.';

  constructor(value: { tweetId: string | null; field: string; got: string; reason: string }) {
    super(`${value.field} of post ${value.tweetId ?? '(unknown)'} is not stored: ${value.reason}, got ${value.got}`);
  }
}

/** A reading that is kept but not believed. */
export class DoubtfulReadingError extends Error {
  override readonly name = 'DoubtfulReadingError';
  readonly code = 'HONE_DOUBTFUL_READING';
  readonly category = 'validation';
  readonly retryable = true;
  readonly advice =
    'Nothing to do: the reading is kept apart and nothing is learned from it; if it lasts for days, compare the post on X.';
  readonly fingerprint: string;

  constructor(message: string, kind: 'suspect' | 'quarantined' | 'stranger') {
    super(message);
    this.fingerprint = `doubtful-reading:${kind}`;
  }
}

/** Reads, and lets X have its rest when it asks for it: the next runs are skipped until then. */
async function readX(event: JobEvent, deps: JobDeps, wanted: readonly string[]): Promise<ReadResult> {
  const account = accountOf(event);
  try {
    const source = await deps.source(account);
    return await source.read({ handle: account.accountId, xUserId: account.xUserId, wanted, signal: event.signal });
  } catch (error) {
    const until = restUntil(error);
    if (until !== null) {
      await coolDown(deps.sql, account.accountId, until);
      await recordEvent(deps.sql, {
        type: 'cool_down',
        severity: 'critical',
        accountId: account.accountId,
        at: event.time,
        data: { until: until.toISOString(), reason: (error as Error).message },
      });
    }
    throw error;
  }
}

function restUntil(error: unknown): Date | null {
  const until = (error as { coolDownUntil?: unknown } | null)?.coolDownUntil;
  return until instanceof Date && Number.isFinite(until.getTime()) ? until : null;
}

async function rememberAccount(
  event: JobEvent,
  { sql }: JobDeps,
  { read, problems }: { read: ReadResult; problems: Problems },
): Promise<void> {
  const account = accountOf(event);
  if (read.account === null) return;
  if (!(await rememberXUser(sql, account.accountId, read.account.userId))) {
    problems.push({
      error: new DoubtfulReadingError(
        `@${account.accountId} is now X user ${read.account.userId}, but was ${account.xUserId}: if the handle changed hands, add the account anew`,
        'stranger',
      ),
    });
    return;
  }
  await insertFollowerSnapshot(sql, account.accountId, read.account);
}

/** Found posts first (they have no metrics yet), then the due ones in their order of urgency; what else the page showed is left. */
function choose(
  decisions: readonly ReadDecision[],
  { wanted, limit }: { wanted: ReadonlySet<string>; limit: number },
): ReadDecision[] {
  const rank = new Map([...wanted].map((id, index) => [id, index]));
  return decisions
    .filter(({ decisionId, adopted }) => adopted || rank.has(decisionId))
    .sort(
      (a, b) => Number(b.adopted) - Number(a.adopted) || (rank.get(a.decisionId) ?? 0) - (rank.get(b.decisionId) ?? 0),
    )
    .slice(0, limit);
}

async function storeAll(
  event: JobEvent,
  { sql }: JobDeps,
  {
    decisions,
    authorId,
    problems,
  }: { decisions: readonly ReadDecision[]; authorId: string | null; problems: Problems },
): Promise<{ snapshots: number; suspect: number; quarantined: number }> {
  const total = { snapshots: 0, suspect: 0, quarantined: 0 };
  for (const decision of decisions) {
    try {
      const stored = await storeReadings(sql, { decision, authorId, at: event.time });
      total.snapshots += stored.snapshots;
      total.suspect += stored.suspect;
      total.quarantined += stored.quarantined;
      for (const { tweetId, reason, quality } of stored.doubts) {
        problems.push({
          error: new DoubtfulReadingError(`post ${tweetId}: ${reason}`, quality),
          context: { tweet_id: tweetId, quality },
        });
      }
    } catch (error) {
      problems.push({ error, context: { decision_id: decision.decisionId, tweet_id: decision.root?.tweetId ?? null } });
    }
  }
  return total;
}

async function markAllGone(event: JobEvent, { sql }: JobDeps, read: ReadResult): Promise<number> {
  const rows = await decisionsOf(
    sql,
    read.gone.map(({ tweetId }) => tweetId),
  );
  const roots = rows.filter(({ role, accountId }) => role !== 'part' && accountId === accountOf(event).accountId);
  for (const { decisionId } of roots) await markGone(sql, decisionId, event.time);
  return roots.length;
}

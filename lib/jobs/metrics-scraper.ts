import { rememberXUser } from '../database/queries/accounts.ts';
import { insertFollowerSnapshot } from '../database/queries/followers.ts';
import { decisionsOf, lockPost, markGone, type TrackedPost, trackedPosts } from '../database/queries/posts.ts';
import { LAST_READ_AGE_HOURS, postsDue } from '../learning/reading-ladder.ts';
import type { RunResult } from '../runtime/envelope.ts';
import { LEARNING_UPDATED, LOG_TAGS } from '../runtime/log.ts';
import { gravest, SourceError } from '../sources/errors.ts';
import type { ReadResult } from '../sources/metrics-source.ts';
import { adoptPosts, type ReadDecision } from './adopt-posts.ts';
import { answerSignals } from './answer-signal.ts';
import { accountOf, type JobDefinition, type JobDeps, type JobEvent } from './job.ts';
import { type ForecastUpdate, makeForecasts } from './make-forecasts.ts';
import { DoubtfulReadingError, ImpossibleValueError } from './reading-problems.ts';
import { trustedTimes } from './reading-time.ts';
import { storeReadings } from './store-readings.ts';
import { updateLearning } from './update-learning.ts';

const HOUR_MS = 3_600_000;
/** Posts are tracked until the ladder's last reading, and a day more for one that comes late. */
const TRACKED_HOURS = LAST_READ_AGE_HOURS + 24;
/** Posts that the account's pooled maturity curve rests on. */
const MATURITY_WINDOW_HOURS = 28 * 24;
/** What was read must still be stored when the reading takes all the time there is. */
const RESERVED_FOR_STORING_MS = 20_000;

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

    const window = { accountId, since: hoursBefore(event, TRACKED_HOURS), until: event.time };
    const askable = (await trackedPosts(sql, window)).filter(({ isGone }) => !isGone);
    const due = postsDue(askable, { now: event.time, limit });
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

    // Asked again: another run may have found posts in the meantime.
    const tracked = await trackedPosts(sql, window);
    const chosen = choose(adopted.decisions, { tracked, now: event.time, limit });
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
      since: hoursBefore(event, MATURITY_WINDOW_HOURS),
      now: event.time,
    });
    const forecasts = await forecast(event, deps, problems);
    const counts = {
      due: due.length,
      read: read.posts.length,
      complete: isComplete(read, adopted, tracked) ? 1 : 0,
      navigations: read.navigations,
      found: adopted.decisions.filter((decision) => decision.adopted).length,
      posts: chosen.length,
      ...stored,
      gone,
      outcomes: learning.outcomes,
      learned: learning.learned,
      forecasts: forecasts.made,
      judged: forecasts.judged,
    };
    log.info(`${LOG_TAGS.metrics_scraper} Stored metrics of ${counts.posts} posts`, counts);
    log.info(LEARNING_UPDATED, { posts: learning.posts, outcomes: learning.outcomes, learned: learning.learned });
    return { counts, problems };
  },
};

const TIMELINE_SOURCES: readonly string[] = ['analytics_page', 'timeline_json', 'api_v2'];

/**
 * Whether what is not in this reading is not on the timeline: it shows the newest post that we know, and nothing went wrong. What X
 * shows to anyone is a choice of older posts.
 */
function isComplete(
  read: ReadResult,
  adopted: Awaited<ReturnType<typeof adoptPosts>>,
  tracked: readonly TrackedPost[],
): boolean {
  const newest = tracked.find(({ isGone }) => !isGone)?.tweetId;
  const isSound = read.problems.length + adopted.problems.length === 0 && adopted.isTextTrusted;
  return isSound && read.posts.some(({ tweetId, source }) => tweetId === newest && TIMELINE_SOURCES.includes(source));
}

const hoursBefore = ({ time }: JobEvent, hours: number) => new Date(time.getTime() - hours * HOUR_MS);

/** Reads, and lets X have its rest when it asks for it: the next runs are skipped until then. */
async function readX(event: JobEvent, deps: JobDeps, wanted: readonly string[]): Promise<ReadResult> {
  const account = accountOf(event);
  const run = { job: metricsScraper.name, accountId: account.accountId, now: event.time };
  // The one it reads with: another may be stored while it reads.
  let sessionMark: string | null = null;
  const budget = AbortSignal.timeout(Math.max(1_000, Math.round(deps.timeLeft() - RESERVED_FOR_STORING_MS)));
  const signal = AbortSignal.any([event.signal, budget]);
  try {
    const source = await deps.source(account);
    sessionMark = source.sessionMark ?? null;
    const read = await source.read({ handle: account.accountId, xUserId: account.xUserId, wanted, signal });
    const isEmpty = read.posts.length + read.gone.length === 0 && wanted.length > 0;
    // The account's own figures alone are no success: nobody would notice that no post is read any more.
    if (isEmpty && read.problems.length > 0) throw worstOf(read.problems);
    await answerSignals(deps.sql, { ...run, sessionMark, errors: read.problems, failed: false });
    return trustedTimes(read, deps.clock());
  } catch (error) {
    await answerSignals(deps.sql, { ...run, sessionMark, errors: [error], failed: true });
    throw error;
  }
}

function worstOf(problems: readonly Error[]): unknown {
  return gravest(problems.filter((problem) => problem instanceof SourceError)) ?? problems[0];
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

/**
 * Of the posts that the page showed, those to store: what is due of them, in the ladder's order, whether it was asked for
 * or not. Posts that were just found, or were gone and are back, count as never read.
 */
function choose(
  decisions: readonly ReadDecision[],
  { tracked, now, limit }: { tracked: readonly TrackedPost[]; now: Date; limit: number },
): ReadDecision[] {
  const known = new Map(tracked.map((post) => [post.decisionId, post]));
  const candidates = decisions.flatMap((decision) => {
    const before = known.get(decision.decisionId);
    if (before === undefined && !decision.adopted) return [];
    const postedAt = before?.postedAt ?? decision.postedAt;
    const lastReadAt = before === undefined || before.isGone ? null : before.lastReadAt;
    return postedAt === null ? [] : [{ decision, postedAt, lastReadAt }];
  });
  return postsDue(candidates, { now, limit }).map(({ decision }) => decision);
}

async function storeAll(
  event: JobEvent,
  { sql }: JobDeps,
  {
    decisions,
    authorId,
    problems,
  }: { decisions: readonly ReadDecision[]; authorId: string | null; problems: Problems },
): Promise<{ snapshots: number; suspect: number; quarantined: number; in_retrospect: number }> {
  const total = { snapshots: 0, suspect: 0, quarantined: 0, in_retrospect: 0 };
  for (const decision of decisions) {
    try {
      const stored = await storeReadings(sql, { decision, authorId, at: event.time });
      total.snapshots += stored.snapshots;
      total.suspect += stored.suspect;
      total.quarantined += stored.quarantined;
      total.in_retrospect += stored.inRetrospect;
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

/** Forecasts come last: whatever happens to them, what was read is stored and learned. */
async function forecast({ account, time }: JobEvent, deps: JobDeps, problems: Problems): Promise<ForecastUpdate> {
  try {
    return await makeForecasts(deps.sql, { accountId: account!.accountId, now: time, timeLeft: deps.timeLeft });
  } catch (error) {
    problems.push({ error, context: { step: 'forecasts' } });
    return { made: 0, judged: 0 };
  }
}

async function markAllGone(event: JobEvent, { sql, clock }: JobDeps, read: ReadResult): Promise<number> {
  const reasons = new Map(read.gone.map(({ tweetId, reason }) => [tweetId, reason]));
  const rows = await decisionsOf(sql, [...reasons.keys()]);
  const roots = rows.filter(({ role, accountId }) => role !== 'part' && accountId === accountOf(event).accountId);
  let gone = 0;
  for (const { decisionId, tweetId, newestTweetId } of roots) {
    // Earlier versions of an edited post are gone by nature.
    if (tweetId !== newestTweetId) continue;
    const isGone = await sql.begin(async (tx) => {
      await lockPost(tx, decisionId);
      return markGone(tx, { decisionId, at: clock(), reason: reasons.get(tweetId) ?? '' });
    });
    if (isGone) gone += 1;
  }
  return gone;
}

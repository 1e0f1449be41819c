import { latestEvents, recordEvent } from '../database/queries/events.ts';
import { loadPosts } from '../database/queries/history.ts';
import { outcomesAt } from '../database/queries/outcomes.ts';
import { analyzeHistory } from '../optimizing/analyze-history.ts';
import { performanceChanges } from '../optimizing/performance-change.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { toHistoryPosts } from './history-posts.ts';
import { accountOf, type JobDefinition } from './job.ts';

const DAY_MS = 86_400_000;
/** How far back the model looks; older posts count for little, by their half-life. */
const MODEL_WINDOW_DAYS = 120;
/** Weeks are compared at this age, which posts of the last day have not reached yet. */
const COMPARED_AGE_HOURS = 24;
/** A look counts as this week's until a little less than a week has passed, so that 4-hourly runs keep their rhythm. */
const WEEKLY_LOOK_MS = 7 * DAY_MS - 2 * 3_600_000;

/** Estimates what works, states what is proven, says what is not known, and stores both as an event. */
export const autonomousOptimizer: JobDefinition = {
  name: 'autonomous_optimizer',
  scope: 'account',
  touchesX: false,
  async run(event, { sql, log }) {
    const account = accountOf(event);
    const { accountId, timeZone } = account;
    const now = event.time;
    const since = new Date(now.getTime() - MODEL_WINDOW_DAYS * DAY_MS);

    const posts = toHistoryPosts(await loadPosts(sql, { accountId, since, until: now }));
    const look = await lookOf(sql, accountId, now);
    const analysis = analyzeHistory(posts, { now, timeZone, settings: { look } });
    const weeks = await outcomesAt(sql, { accountId, ageHours: COMPARED_AGE_HOURS, since, until: now });

    await recordEvent(sql, {
      type: 'autonomous_optimization',
      accountId,
      at: now,
      data: { timestamp: now.toISOString(), look, performanceChanges: performanceChanges(weeks, now), ...analysis },
    });
    const counts = {
      posts: analysis.posts.total,
      used: analysis.posts.used,
      findings: analysis.findings.length,
      abstentions: analysis.abstentions.length,
      optimizations: analysis.optimizations.length,
    };
    log.info(`${LOG_TAGS.autonomous_optimizer} Analysed ${counts.used} posts`, { look, ...counts });
    return { counts };
  },
};

/** Weekly statements keep their promise only if they are made once a week: all other looks show lasting ones alone. */
async function lookOf(
  sql: Parameters<typeof latestEvents>[0],
  accountId: string,
  now: Date,
): Promise<'scheduled' | 'interim'> {
  const events = await latestEvents(sql, { type: 'autonomous_optimization', accountId, limit: 50 });
  const lookedThisWeek = events.some(
    ({ eventData, createdAt }) =>
      eventData.look === 'scheduled' && now.getTime() - createdAt.getTime() < WEEKLY_LOOK_MS && createdAt <= now,
  );
  return lookedThisWeek ? 'interim' : 'scheduled';
}

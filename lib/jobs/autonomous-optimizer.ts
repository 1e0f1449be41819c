import type { Queryable } from '../database/client.ts';
import { lockPolicy } from '../database/queries/accounts.ts';
import { keepEssentials, loadEssentials } from '../database/queries/essentials.ts';
import { firstGoals, hadScheduledLook, recordEvent, wasLeftUnfinished } from '../database/queries/events.ts';
import { followerSeries } from '../database/queries/followers.ts';
import { outcomesAt } from '../database/queries/outcomes.ts';
import { analyzeHistory } from '../optimizing/analyze-history.ts';
import { observedPolicy } from '../optimizing/baseline-policy.ts';
import type { MeasuredLift } from '../optimizing/measure-lift.ts';
import { performanceChanges } from '../optimizing/performance-change.ts';
import { LOG_TAGS } from '../runtime/log.ts';
import { accountSettings } from './account-settings.ts';
import { assignTopics } from './assign-topics.ts';
import { changePolicy } from './change-policy.ts';
import { toHistoryPosts } from './history-posts.ts';
import { accountOf, type JobDefinition } from './job.ts';
import { lookAtExperiments } from './look-at-experiments.ts';
import { type Watched, watchPolicy } from './watch-policy.ts';
import { watchTrends } from './watch-trends.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** How far back the model looks; older posts count for little, by their half-life. */
const MODEL_WINDOW_DAYS = 120;
/** Weeks are compared at this age, which posts of the last day have not reached yet. */
const COMPARED_AGE_HOURS = 24;
/** A look counts as this week's until a little less than a week has passed, so that 4-hourly runs keep their rhythm. */
const WEEKLY_LOOK_MS = 7 * DAY_MS - 2 * HOUR_MS;
const NOTHING_MEASURED: MeasuredLift = {
  lift: null,
  interval: null,
  n: 0,
  acting: 0,
  holdout: 0,
  verdict: 'undecided',
  harm: null,
};

/**
 * Looks at the experiments that run, then watches the policy that is in force, estimates what works, states what is proven, says
 * what is not known, and makes the next policy as far as the account lets it. All but the looks in one transaction: a run that
 * fails has changed nothing, and a look that was made stays made.
 */
export const autonomousOptimizer: JobDefinition = {
  name: 'autonomous_optimizer',
  scope: 'account',
  touchesX: false,
  async run(event, { sql, log }) {
    const { accountId } = accountOf(event);
    const now = event.time;
    const since = new Date(now.getTime() - MODEL_WINDOW_DAYS * DAY_MS);
    const experiments = await lookAtExperiments(sql, { account: accountOf(event), now });
    const done = await sql.begin(async (tx) => {
      const account = (await lockPolicy(tx, accountId)) ?? accountOf(event);
      if (await wasLeftUnfinished(tx, { job: autonomousOptimizer.name, accountId, now })) return null;
      const { timeZone } = account;
      const settings = accountSettings(account.settings);
      await assignTopics(tx, { accountId, now });
      const loaded = await loadEssentials(tx, { accountId, since, until: now });
      const posts = toHistoryPosts(loaded);
      const trends = await watchTrends(tx, { account, posts, now });
      const look = await lookOf(tx, accountId, now);

      const watched = await watchPolicy(tx, { account, settings, posts, now });
      const { state, frozen } = watched;
      const observed = observedPolicy(posts, timeZone);
      const followers = await followerSeries(tx, { accountId, since, until: now });
      const analysis = analyzeHistory(posts, {
        now,
        timeZone,
        policy: state.inForce?.weights ?? observed,
        settings: { ...settings.analysis, ...trends.forgetting, ...ageOf(state, now), look },
        followers: followers.map(({ collectedAt, followers }) => ({ at: collectedAt, followers })),
        firstGoals: await firstGoals(tx, { accountId, before: now }),
      });
      const bounds = { ...settings.analysis, ...ageOf(state, now) };
      const change =
        frozen === null ? await changePolicy(tx, { account, state, observed, analysis, bounds, now }) : null;
      if (change?.applied) for (const optimization of analysis.optimizations) optimization.implemented = true;

      const weeks = await outcomesAt(tx, { accountId, ageHours: COMPARED_AGE_HOURS, since, until: now });
      await recordEvent(tx, {
        type: 'autonomous_optimization',
        accountId,
        at: now,
        data: {
          timestamp: now.toISOString(),
          look,
          autonomy: account.autonomy,
          performanceChanges: performanceChanges(weeks, now),
          realisedLift: watched.realisedLift ?? NOTHING_MEASURED,
          policyVersions: {
            baseline: state.baseline?.version ?? null,
            inForce: change?.applied ? change.version : (state.inForce?.version ?? null),
            proposed: change !== null && !change.applied ? change.version : null,
          },
          recommendationId: change?.recommendationId ?? null,
          frozen,
          experiments: experiments.looks.map(({ id, name, look }) => ({ id, name, ...look.decision })),
          trends: trends.summary,
          ...analysis,
        },
      });
      await keepEssentials(tx, loaded);
      return { watched, analysis, look, change, trends };
    });

    if (done === null) {
      log.info(`${LOG_TAGS.autonomous_optimizer} An earlier attempt has done all of this run`);
      return { counts: { repeated: 1 }, problems: experiments.problems };
    }
    const { watched, analysis, look, change, trends } = done;
    tell(log, watched);
    const counts = {
      posts: analysis.posts.total,
      used: analysis.posts.used,
      findings: analysis.findings.length,
      abstentions: analysis.abstentions.length,
      optimizations: analysis.optimizations.length,
      applied: change?.applied ? 1 : 0,
      proposed: change !== null && !change.applied ? 1 : 0,
      verified: watched.verified.length,
      rolled_back: watched.rolledBack.length,
      experiments: experiments.looks.length,
      experiments_ended: experiments.looks.filter(({ look }) => look.decision.action === 'stop').length,
      trends: trends.summary.told,
      visibility_limits: trends.visibilityLimits,
    };
    log.info(`${LOG_TAGS.autonomous_optimizer} Analysed ${counts.used} posts`, { look, ...counts });
    return { counts, problems: experiments.problems };
  },
};

/**
 * How long what is in force has been so: it bounds the next change. Absent where Hone has changed nothing yet: the account's
 * own habit is as old as the account.
 */
function ageOf({ inForce, changedAt }: Watched['state'], now: Date): { policyAgeHours?: number } {
  if (inForce === null) return {};
  const since = changedAt !== null && changedAt > inForce.activeFrom ? changedAt : inForce.activeFrom;
  if (inForce.madeBy === 'baseline' && since === inForce.activeFrom) return {};
  return { policyAgeHours: (now.getTime() - since.getTime()) / HOUR_MS };
}

type Log = Parameters<JobDefinition['run']>[1]['log'];

function tell(log: Log, { rolledBack, verified, frozen, state, realisedLift }: Watched): void {
  const version = state.inForce?.version;
  if (rolledBack.length > 0) {
    log.warn(`${LOG_TAGS.autonomous_optimizer} Rolled back to policy ${version}`, { rolledBack, frozen, realisedLift });
  }
  if (verified.length > 0) {
    log.info(`${LOG_TAGS.autonomous_optimizer} Policy ${version} is better than the holdout`, { realisedLift });
  }
}

/** Weekly statements keep their promise only if they are made once a week: all other looks show lasting ones alone. */
async function lookOf(sql: Queryable, accountId: string, now: Date): Promise<'scheduled' | 'interim'> {
  const after = new Date(now.getTime() - WEEKLY_LOOK_MS);
  return (await hadScheduledLook(sql, { accountId, after, until: now })) ? 'interim' : 'scheduled';
}

import type { World } from '../../../infra/local/simulated-x/index.ts';
import { planContent } from '../../../lib/content/plan.ts';
import type { ExistingPost, PlannedDecision } from '../../../lib/content/plan-input.ts';
import type { Rails } from '../../../lib/content/rails.ts';
import type { PolicyWeights } from '../../../lib/learning/history.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import { observedPolicy } from '../../../lib/optimizing/baseline-policy.ts';

const DAY_MS = 86_400_000;

/** One turn of the loop. */
export interface Turn {
  decisions: readonly PlannedDecision[];
  /** What the decisions that are no holdout were drawn from. */
  weights: PolicyWeights;
}

/**
 * Policy, plan, publishing, reading, learning, next policy: once a day in a simulated world whose zone is UTC, from the day on that
 * its planned days end. The first policy is the account's habit.
 */
export function simulatedLoop(
  world: World,
  options: { firstDay: Date; days: number; holdoutShare: number; rails: Partial<Rails> },
): Turn[] {
  const { firstDay, days, holdoutShare, rails } = options;
  const habit = observedPolicy(world.historyRecords({ until: firstDay }), 'UTC');
  const baseline = { version: 1, weights: habit };
  let policy = baseline;
  let existing: ExistingPost[] = [];
  const decidedAs = new Map<string, PlannedDecision>();
  return Array.from({ length: days }, (_, day) => {
    const now = new Date(firstDay.getTime() + day * DAY_MS);
    if (day > 0) {
      const records = world.historyRecords({ until: now }).map((record) => {
        const decision = decidedAs.get(record.tweet_id);
        return decision === undefined
          ? record
          : { ...record, is_holdout: decision.isHoldout, policy_version: decision.policyVersion };
      });
      const { policy: weights } = analyzeHistory(records, { now, policy: policy.weights });
      policy = { version: policy.version + 1, weights };
    }
    const { decisions } = planContent({
      ...{ accountId: world.account.handle, now, timeZone: 'UTC', policy, baseline, holdoutShare, rails, existing },
    });
    for (const decision of decisions) {
      const { format, generator, topic, scheduledAt: at } = decision;
      const parts = format === 'thread' ? [`${decision.key}, one`, 'two'] : [decision.key];
      decidedAs.set(world.publish({ parts, format, generator, topic, at }), decision);
    }
    existing = [
      ...existing.filter((post) => new Date(post.at).getTime() > now.getTime() - 2 * DAY_MS),
      ...decisions.map(({ scheduledAt, format, day: of, index }) => ({
        ...{ at: scheduledAt, format, occupies: true, decision: { day: of, index } },
      })),
    ];
    return { decisions, weights: policy.weights };
  });
}

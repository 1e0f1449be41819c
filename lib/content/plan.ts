import { localClock } from '../learning/local-time.ts';
import { requireArgument } from '../statistics/require-argument.ts';
import { planDay } from './plan-day.ts';
import type { ContentPlan, PlanInput, PlanNote, PlannedDecision } from './plan-input.ts';
import { shareLedger } from './plan-notes.ts';
import { railsWith } from './rails.ts';
import { localDays } from './slots.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Plans every local day that begins within the horizon: how many posts, and for each its source (policy or holdout), hour, minute,
 * generator, format and topic. Draws are seeded by account, day and number, and what exists is never drawn again: the same inputs give the
 * same plan, and a plan that is asked for every hour grows by whole days.
 *
 * Every stored probability is the one its draw was made with: the policy's weights over what the rails left open, normalised.
 *
 * @throws RangeError on a time, zone or share that cannot be used
 * @example planContent({ accountId: 'ada', now: '2026-11-22T10:00:00Z', timeZone: 'UTC', policy }).decisions[0].hour // => 13
 */
export function planContent(input: PlanInput): ContentPlan {
  const nowMs = new Date(input.now).getTime();
  const { holdoutShare = 0, horizonHours = 24, leadMinutes = 30 } = input;
  requireArgument(Number.isFinite(nowMs), 'now', input.now, 'a time');
  requireArgument(holdoutShare >= 0 && holdoutShare <= 1, 'holdoutShare', holdoutShare, 'a share from 0 to 1');
  requireArgument(horizonHours >= 0, 'horizonHours', horizonHours, '0 or more');
  requireArgument(leadMinutes >= 0, 'leadMinutes', leadMinutes, '0 or more');
  const clock = localClock(input.timeZone);
  const policy = input.policy ?? input.baseline ?? null;
  if (policy === null)
    return nothing(
      'no_policy',
      'There is no policy yet: the optimizer makes the first one, unless it may only observe.',
    );
  const rails = railsWith(input.rails, input.locks);
  if (rails.postsPerDay === 0) return nothing('posts_per_day', 'The rails allow no posts: posts per day is 0.');

  const existing = (input.existing ?? []).map((post) => ({ ...post, atMs: new Date(post.at).getTime() }));
  requireArgument(
    existing.every(({ atMs }) => Number.isFinite(atMs)),
    'existing',
    'a post without a time',
    'posts with times',
  );
  const ledger = shareLedger(rails);
  const notes: PlanNote[] = [];
  const decisions: PlannedDecision[] = [];
  for (const day of localDays(nowMs, nowMs + horizonHours * HOUR_MS, clock)) {
    const planned = planDay(day, {
      accountId: input.accountId,
      notBeforeMs: nowMs + leadMinutes * MINUTE_MS,
      clock,
      rails,
      policy,
      baseline: input.baseline ?? policy,
      holdoutShare,
      // What an earlier day of this plan took counts for this one: the gap crosses midnight.
      existing: [...existing, ...decisions.map(asExisting)],
      generators: input.generators ?? null,
      topics: input.topics ?? null,
      experiments: input.experiments ?? [],
      experimentWeights: input.experimentWeights ?? {},
      ledger,
    });
    decisions.push(...planned.decisions);
    notes.push(...planned.notes);
  }
  const inOrder = decisions.sort((a, b) => a.scheduledAt.getTime() - b.scheduledAt.getTime());
  return { decisions: inOrder, notes: [...distinct(notes), ...ledger.notes()] };
}

function nothing(cause: string, text: string): ContentPlan {
  return { decisions: [], notes: [{ cause, text }] };
}

function asExisting({ scheduledAt, format, day, index }: PlannedDecision) {
  return { at: scheduledAt, atMs: scheduledAt.getTime(), format, occupies: true, decision: { day, index } };
}

function distinct(notes: readonly PlanNote[]): PlanNote[] {
  return [...new Map(notes.map((note) => [note.text, note])).values()];
}

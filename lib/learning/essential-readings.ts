import type { HistoryMetrics } from './history.ts';
import { matureReading } from './learning-rows.ts';
import { comparedReadings, PRIOR_MATURITY } from './maturity-curve.ts';
import { OUTCOME_AGES, QUANTITIES, SAME_AGE_RATIO } from './outcome-at-age.ts';
import { OBJECTIVES, rewardOf } from './reward.ts';
import { believedReadings, type Snapshot, totalOf } from './snapshot.ts';

const ALIKE = { like: 1, reply: 1, repost: 1, quote: 1, bookmark: 1, follow: 1 };

/**
 * Those of a post's readings that everything learned of it rests on: what stands at or around each fixed age, what the
 * maturity curve compares, what a reward is taken from, the first and the newest one. Outcomes, curve, learning rows and with
 * them whole analyses come out the same, bit for bit, as from all readings, for any time of analysis from the newest reading on.
 * A post that was read two hundred times keeps some twenty. What was not believed is null in them.
 *
 * @param post metrics of one series, in any order
 */
export function essentialReadings(post: { postedAtMs: number; metrics: readonly HistoryMetrics[] }): HistoryMetrics[] {
  const believed = believedReadings({ ...post, nowMs: Number.POSITIVE_INFINITY });
  const snapshots = believed.map((reading) => ({ ...reading, engagements: totalOf(reading) }));
  const kept = new Set([
    0,
    snapshots.length - 1,
    ...QUANTITIES.flatMap((quantity) => aroundTheAges(snapshots, quantity)),
    ...comparedReadings(snapshots, 'engagements'),
    ...comparedReadings(snapshots, 'impressions'),
    ...rewarded(snapshots),
  ]);
  return believed.flatMap((reading, index) => (kept.has(index) ? [recordOf(reading)] : []));
}

/** What a quantity is read from at each fixed age, and its newest known reading, from which it is projected. */
function aroundTheAges(snapshots: readonly Snapshot[], quantity: (typeof QUANTITIES)[number]): number[] {
  const known = [...snapshots.keys()].filter((index) => snapshots[index]![quantity] !== null);
  const ageOf = (index: number) => snapshots[index]!.ageHours;
  const found = [known.at(-1) ?? 0];
  for (const age of OUTCOME_AGES) {
    const since = known.findIndex((index) => ageOf(index) * SAME_AGE_RATIO >= age);
    if (since === -1) break;
    const from = known[since]!;
    const isExact = ageOf(from) <= age * SAME_AGE_RATIO;
    found.push(from, known.find((index) => ageOf(index) >= age) ?? known.at(-1)!);
    if (!isExact && since > 0) found.push(known[since - 1]!);
  }
  return found;
}

/** What each objective takes its reward from, whichever the account has or comes to have. */
function rewarded(snapshots: readonly Snapshot[]): number[] {
  if (snapshots.length === 0) return [];
  const mature = matureReading(snapshots);
  const found: number[] = [];
  for (const objective of OBJECTIVES) {
    const isKnown = (snapshot: Snapshot) =>
      rewardOf(objective, { snapshot, curve: PRIOR_MATURITY, weights: ALIKE }) !== null;
    found.push(snapshots.findLastIndex(isKnown), snapshots.slice(0, mature + 1).findLastIndex(isKnown));
  }
  return found;
}

function recordOf(reading: Snapshot): HistoryMetrics {
  const { collectedAtMs, impressions, likes, retweets, replies, quotes, bookmarks, engagements, newFollows } = reading;
  return {
    collected_at: new Date(collectedAtMs),
    impressions,
    likes,
    retweets,
    replies,
    quotes,
    bookmarks,
    engagements,
    new_follows: newFollows,
  };
}

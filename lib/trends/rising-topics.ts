import erfc from '@stdlib/math-base-special-erfc';

export interface TopicPost {
  timestamp: string | number | Date;
  topic: string | null;
  /** Engagements (or any positive measure) at one fixed age; null where unknown. */
  engagements: number | null;
}

export interface RisingTopic {
  topic: string;
  /** Engagement of its recent posts against its own earlier ones, both measured against the account's posts of the time; .5 is +50%. */
  lift: number;
  /** 95% interval of the lift. */
  interval: [number, number];
  /** Share of topics named that may be named by chance (Benjamini–Hochberg). */
  qValue: number;
  recentPosts: number;
  earlierPosts: number;
}

export interface RisingTopicSettings {
  now: string | number | Date;
  /** Default 7 days. */
  recentDays?: number;
  /** Default 56 days before that. */
  referenceDays?: number;
  /** Largest q value that is named, default .1. */
  maximumQ?: number;
}

const DAY_MS = 86_400_000;
/** "At least two samples per level", and enough evidence besides. */
const MIN_POSTS = 3;

/**
 * Topics of the account whose own engagement is rising: not those one posts about more, and not those that rose only
 * because everything did. Per topic, ln(1 + engagements) recent minus earlier, less the same difference of all other posts
 * (difference in differences), each standard error from the pooled spread; one-sided, Benjamini–Hochberg over topics.
 *
 * @returns those that rise, strongest evidence first; none when too little is known
 * @throws RangeError when `now` is not a time
 */
export function risingTopics(posts: readonly TopicPost[], settings: RisingTopicSettings): RisingTopic[] {
  const { recentDays = 7, referenceDays = 56, maximumQ = 0.1 } = settings;
  const now = new Date(settings.now).getTime();
  if (!Number.isFinite(now)) throw new RangeError(`now must be a time, got ${String(settings.now)}`);
  const recentFrom = now - recentDays * DAY_MS;
  const groups = new Map<string, { recent: number[]; earlier: number[] }>();
  for (const { timestamp, topic, engagements } of posts) {
    const timeMs = new Date(timestamp).getTime();
    const usable = timeMs <= now && timeMs > recentFrom - referenceDays * DAY_MS;
    if (!usable || engagements === null || !(engagements >= 0)) continue;
    const name = topic ?? '';
    const group = groups.get(name) ?? { recent: [], earlier: [] };
    groups.set(name, group);
    (timeMs > recentFrom ? group.recent : group.earlier).push(Math.log1p(engagements));
  }
  const variance = pooledVariance([...groups.values()].flatMap((group) => [group.recent, group.earlier]));
  if (variance === null) return [];

  const tested: (RisingTopic & { pValue: number })[] = [];
  for (const [topic, own] of groups) {
    if (topic === '' || own.recent.length < MIN_POSTS || own.earlier.length < MIN_POSTS) continue;
    const others = { recent: [] as number[], earlier: [] as number[] };
    for (const [name, group] of groups) {
      if (name === topic) continue;
      others.recent.push(...group.recent);
      others.earlier.push(...group.earlier);
    }
    const all = [own.recent, own.earlier, others.recent, others.earlier];
    if (all.some((values) => values.length < MIN_POSTS)) continue;
    const difference = mean(own.recent) - mean(own.earlier) - (mean(others.recent) - mean(others.earlier));
    const error = Math.sqrt(variance * all.reduce((sum, values) => sum + 1 / values.length, 0));
    tested.push({
      topic,
      lift: Math.expm1(difference),
      interval: [Math.expm1(difference - 1.96 * error), Math.expm1(difference + 1.96 * error)],
      pValue: error > 0 ? erfc(difference / error / Math.SQRT2) / 2 : difference > 0 ? 0 : 1,
      qValue: 1,
      recentPosts: own.recent.length,
      earlierPosts: own.earlier.length,
    });
  }
  tested.sort((a, b) => a.pValue - b.pValue || (a.topic < b.topic ? -1 : 1));
  let smallest = 1;
  for (let rank = tested.length; rank >= 1; rank--) {
    const test = tested[rank - 1]!;
    smallest = Math.min(smallest, (test.pValue * tested.length) / rank);
    test.qValue = smallest;
  }
  return tested.filter((test) => test.qValue <= maximumQ && test.lift > 0).map(({ pValue: _, ...topic }) => topic);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Spread within groups; null with fewer than 10 degrees of freedom to estimate it from. */
function pooledVariance(samples: readonly (readonly number[])[]): number | null {
  let squares = 0;
  let degrees = 0;
  for (const values of samples) {
    if (values.length < 2) continue;
    const centre = mean(values);
    for (const value of values) squares += (value - centre) ** 2;
    degrees += values.length - 1;
  }
  return degrees >= 10 ? squares / degrees : null;
}

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

export interface SeasonalBaseline {
  /** What the baseline expects at a time, from everything learned before. */
  expected(timeMs: number): number;
  /** Learns one value. Surprises are clipped, so that no outlier moves it far. */
  learn(timeMs: number, value: number): void;
}

export interface SeasonalBaselineOptions {
  /** Typical time between values. */
  stepMs: number;
  /** Time constant of the level. */
  memoryMs: number;
  firstValue: number;
}

interface Profile {
  slotMs: number;
  levels: Float64Array;
  visited: Uint8Array;
  /** Visits after which a slot forgets. */
  memory: number;
}

/** The largest surprise that is learned from in full, on the log scale: a factor of e. */
const LARGEST_SURPRISE = 1;

/**
 * A level that follows the series, plus an hour-of-day and a day-of-week profile (UTC), all in constant memory. Profiles
 * finer than the series are left out: daily values have no hours.
 */
export function createSeasonalBaseline({ stepMs, memoryMs, firstValue }: SeasonalBaselineOptions): SeasonalBaseline {
  let level = firstValue;
  const profiles: Profile[] = [
    { slotMs: HOUR_MS, slots: 24, memory: 28 },
    { slotMs: DAY_MS, slots: 7, memory: 8 },
  ]
    .filter(({ slotMs, slots }) => stepMs <= (slotMs * slots) / 4)
    .map(({ slotMs, slots, memory }) => ({
      slotMs,
      levels: new Float64Array(slots),
      visited: new Uint8Array(slots),
      memory,
    }));
  const levelRate = 1 - Math.exp(-stepMs / memoryMs);
  let sinceCentring = 0;

  const expected = (timeMs: number) => {
    let sum = level;
    for (const profile of profiles) sum += profile.levels[slotOf(profile, timeMs)]!;
    return sum;
  };

  return {
    expected,
    learn(timeMs, value) {
      const surprise = Math.max(-LARGEST_SURPRISE, Math.min(LARGEST_SURPRISE, value - expected(timeMs)));
      level += levelRate * surprise;
      for (const profile of profiles) {
        const slot = slotOf(profile, timeMs);
        const share = Math.min(1, stepMs / profile.slotMs);
        profile.visited[slot] = 1;
        profile.levels[slot] = profile.levels[slot]! + (surprise * share) / profile.memory;
      }
      sinceCentring += stepMs;
      if (sinceCentring >= DAY_MS) {
        sinceCentring = 0;
        for (const profile of profiles) level += centre(profile);
      }
    },
  };
}

function slotOf(profile: Profile, timeMs: number): number {
  const index = Math.floor(timeMs / profile.slotMs) % profile.levels.length;
  return index < 0 ? index + profile.levels.length : index;
}

/** Moves the mean of the visited slots into the level, or the two would drift apart without anyone noticing. */
function centre({ levels, visited }: Profile): number {
  let sum = 0;
  let count = 0;
  for (let slot = 0; slot < levels.length; slot++) {
    if (visited[slot] === 0) continue;
    sum += levels[slot]!;
    count += 1;
  }
  const mean = count === 0 ? 0 : sum / count;
  for (let slot = 0; slot < levels.length; slot++) if (visited[slot] === 1) levels[slot] = levels[slot]! - mean;
  return mean;
}

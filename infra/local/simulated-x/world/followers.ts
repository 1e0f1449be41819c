import { randomStream } from './random.ts';

export type FollowerSeries = (time: Date) => number;

const DAY_MS = 86_400_000;

/** Followers that come and go without a post being the reason: a slow walk, about one a day more than leave. */
export function followerSeries(options: { seed: number; startsAt: Date; atStart: number }): FollowerSeries {
  const net: number[] = [0];
  const draw = randomStream(options.seed, 'followers');
  const upTo = (day: number) => {
    while (net.length <= day) net.push(net.at(-1)! + Math.round(1 + 2 * draw.normal()));
    return net[day]!;
  };
  return (time) => {
    const day = Math.max(0, (time.getTime() - options.startsAt.getTime()) / DAY_MS);
    const before = Math.floor(day);
    const from = upTo(before);
    return Math.max(0, options.atStart + from + Math.round((upTo(before + 1) - from) * (day - before)));
  };
}

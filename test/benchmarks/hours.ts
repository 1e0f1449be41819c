/**
 * Best hour on real accounts: picked by analyzeHistory on the first half, scored on the second.
 *
 *   node test/benchmarks/hours.ts [folder of the real data]
 *
 * Achieved is the geometric mean of 1 + engagements at that hour against the mean of the account's hours in the second
 * half (rate where impressions are known), with a 95% interval from 300 day-block resamples.
 */
import { localClock } from '../../lib/learning/local-time.ts';
import { analyzeHistory } from '../../lib/optimizing/analyze-history.ts';
import { quantile } from '../../lib/statistics/quantiles.ts';
import { seededRandom } from '../../lib/statistics/seeded-random.ts';
import { sharedPath } from '../support/shared.ts';
import { devices, fivethirtyeight, hackerNews, type RealAccount, ropensci } from './hours/real-accounts.ts';

const folder = process.argv[2] ?? sharedPath('data');
if (!folder) {
  process.stderr.write('The real data are absent: give their folder as the first argument.\n');
  process.exit(1);
}
const percent = (lift: number) => `${lift >= 0 ? '+' : ''}${(100 * lift).toFixed(0)}%`;

interface Scored {
  hour: string;
  day: number;
  y: number;
}

function scored(account: RealAccount, posts: RealAccount['posts']): Scored[] {
  const clock = localClock(account.timeZone);
  return posts.map(({ posted_at, metrics }) => {
    const { hour, dayNumber } = clock(Number(posted_at));
    const m = metrics[0]!;
    const engagements = m.engagements ?? (m.likes ?? 0) + (m.retweets ?? 0) + (m.replies ?? 0);
    const impressions = m.impressions ?? null;
    const y =
      impressions === null
        ? Math.log1p(engagements)
        : Math.log((engagements + 0.5) / (Math.max(0, impressions - engagements) + 0.5));
    return { hour: String(hour), day: dayNumber, y };
  });
}

/** Lift of one hour against the mean of the hours with at least two posts. */
function liftOf(posts: readonly Scored[], hour: string): number | null {
  const groups = Map.groupBy(posts, (post) => post.hour);
  const means = [...groups]
    .filter(([, own]) => own.length >= 2)
    .map(([h, own]) => [h, average(own.map(({ y }) => y))] as const);
  const own = means.find(([h]) => h === hour);
  return own ? Math.expm1(own[1] - average(means.map(([, m]) => m))) : null;
}

const average = (numbers: number[]) => numbers.reduce((sum, x) => sum + x, 0) / numbers.length;

for (const account of [
  ropensci(folder),
  fivethirtyeight(folder, 'BarackObama'),
  fivethirtyeight(folder, 'realDonaldTrump'),
  devices(folder),
  hackerNews(folder),
]) {
  const half = Math.floor(account.posts.length / 2);
  const first = account.posts.slice(0, half);
  const second = scored(account, account.posts.slice(half));
  const now = new Date(Number(first.at(-1)!.posted_at) + 7 * 86_400_000);
  const { effects, abstentions, posts } = analyzeHistory(first, { now, timeZone: account.timeZone });
  const best = effects.filter((e) => e.dimension === 'hour').reduce((a, b) => (b.effect > a.effect ? b : a));
  const naive = scored(account, first);
  const naiveBest = [...new Set(naive.map(({ hour }) => hour))]
    .map((hour) => ({ hour, lift: liftOf(naive, hour) ?? -1 }))
    .reduce((a, b) => (b.lift > a.lift ? b : a));
  const random = seededRandom(account.name);
  const days = [...Map.groupBy(second, ({ day }) => day).values()];
  const resamples = Array.from({ length: 300 }, () => {
    const drawn = days.flatMap(() => days[Math.floor(random() * days.length)]!);
    return liftOf(drawn, best.level);
  }).filter((lift) => lift !== null);
  const achieved = liftOf(second, best.level);
  const interval = resamples.length > 0 ? [quantile(resamples, 0.025), quantile(resamples, 0.975)] : null;
  const abstains = abstentions.find((a) => a.dimension === 'hour');
  const inside = interval && best.lift >= interval[0]! && best.lift <= interval[1]!;
  process.stdout.write(
    `${account.name.padEnd(16)} ${String(posts.used).padStart(5)} used; naive claims ${naiveBest.hour} h ${percent(naiveBest.lift)}, gets ${percent(liftOf(second, naiveBest.hour) ?? Number.NaN)}; ` +
      `Hone ${abstains ? 'abstains' : 'claims'}: ${best.level} h ${percent(best.lift)} (P best ${best.probabilityBest.toFixed(2)}), gets ${achieved === null ? 'unknown' : percent(achieved)} ` +
      `[${interval?.map(percent).join(', ')}] ${inside ? 'inside' : 'OUTSIDE'}\n`,
  );
}

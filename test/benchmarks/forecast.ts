/**
 * How good are the forecasts? Walks forward through real posts and prints the error beside what simple and published methods
 * reach on the same posts. Usage: `node test/benchmarks/forecast.ts [folder with the data sets]`.
 */
import { backtest } from '../../lib/forecasting/backtest.ts';
import { fitForecaster } from '../../lib/forecasting/forecast.ts';
import type { HistoryPost } from '../../lib/learning/history.ts';
import { sharedPath } from '../support/shared.ts';
import { devices, fivethirtyeight, hackerNews, ropensci, tideh, twitter15, worlds } from './support/data-sets.ts';

const dataPath = process.argv[2] ?? sharedPath('data');
if (!dataPath) {
  process.stderr.write('The data sets are absent: give their folder as the argument, or set HONE_SHARED.\n');
  process.exit(1);
}
const HOUR_MS = 3_600_000;
const print = (line: string) => process.stdout.write(`${line}\n`);
const figure = (value: number | null | undefined) => (value === null || value === undefined ? '-' : value.toFixed(3));

/** MAE / R² / Spearman on the same posts, measured elsewhere. */
const published: Record<string, string> = {
  ropensci: 'trailing-20 .867/-.07/.05, ridge .744/.26/.63, GBM .783/.18/.59',
  fivethirtyeight: 'trailing-20 .450/.09/.12, ridge .370/.39/.56, GBM .342/.44/.62',
  devices: 'trailing-20 .387/-.12/.11, ridge .364/-.03/.39, GBM .407/-.19/.37',
  hackerNews: 'trailing-20 .902/-.17/.11, ridge .886/-.07/.11, GBM .872/-.04/.09',
};

print('Before publishing, 80/20 in time, ln(1 + engagements): MAE / R² / Spearman');
for (const [name, load] of Object.entries({ ropensci, fivethirtyeight, devices, hackerNews })) {
  const { summary } = backtest(load(dataPath));
  if (!summary) continue;
  const { mae, r2, spearman, coverage, abstained, n, baselines } = summary;
  print(
    `${name.padEnd(16)} ${figure(mae)}/${figure(r2)}/${figure(spearman)}  80% intervals hold ${figure(coverage)}  ` +
      `abstained ${figure(abstained)}  n ${n}  recent level ${figure(baselines.recentLevel?.mae)}  mean ${figure(baselines.mean?.mae)}`,
  );
  print(`${''.padEnd(16)} published: ${published[name]}`);
}

const engagementsBy = (post: HistoryPost, hours: number) =>
  post.metrics
    .filter(
      (reading) => Date.parse(String(reading.collected_at)) - Date.parse(String(post.posted_at)) <= hours * HOUR_MS,
    )
    .at(-1)?.engagements ?? 0;

print('\nFrom early counts: median absolute percentage error of the final count (posts with at least 5 by then)');
for (const hours of [1, 6]) {
  const posts = twitter15(dataPath).filter((post) => engagementsBy(post, hours) >= 5);
  const { summary } = backtest(posts, { earlyHours: hours });
  print(
    `twitter15 ${hours} h      ${figure(summary?.medianAbsolutePercentageError)}  intervals ${figure(summary?.coverage)}  ` +
      `no growth ${figure(summary?.baselines.noGrowth?.medianAbsolutePercentageError)}  ` +
      `median growth ${figure(summary?.baselines.medianGrowth?.medianAbsolutePercentageError)}  ` +
      `published: GBM ${hours === 1 ? '.169' : '.084'}`,
  );
}
for (const hours of [1, 6]) {
  const posts = tideh(dataPath).filter((post) => engagementsBy(post, hours) >= 5);
  const errors: number[] = [];
  for (let fold = 0; fold < 5; fold++) {
    const now = Date.UTC(2030, 0, 1);
    const forecaster = fitForecaster(
      posts.filter((_, i) => i % 5 !== fold),
      { now, ageHours: null },
    );
    for (const post of posts.filter((_, i) => i % 5 === fold)) {
      const until = Date.parse(String(post.posted_at)) + hours * HOUR_MS;
      const metrics = post.metrics.filter((reading) => Date.parse(String(reading.collected_at)) <= until);
      const { forecast } = forecaster.predict({ ...post, metrics });
      const actual = post.metrics.at(-1)!.engagements!;
      if (forecast) errors.push(Math.abs(forecast.value - actual) / actual);
    }
  }
  errors.sort((a, b) => a - b);
  print(
    `tideh ${hours} h, 5 folds  ${figure((errors[(errors.length - 1) >> 1]! + errors[errors.length >> 1]!) / 2)}  ` +
      `published: GBM ${hours === 1 ? '.242' : '.189'}, SEISMIC ${hours === 1 ? '.380' : '.179'}`,
  );
}

print('\nSimulated worlds of 28 days (the first 100): RMSE of ln(1 + engagements)');
for (const hours of [1, 6, 24]) {
  let squares = 0;
  let naive = 0;
  let inside = 0;
  let count = 0;
  for (const world of worlds(dataPath, 'w1_28d_dev').slice(0, 100)) {
    const { records, summary } = backtest(world, { earlyHours: hours, train: 0.75 });
    for (const { actual, predicted, lower, upper } of records) {
      squares += (actual - predicted) ** 2;
      inside += actual >= lower && actual <= upper ? 1 : 0;
    }
    naive += (summary?.baselines.medianGrowth?.rmse ?? 0) ** 2 * records.length;
    count += records.length;
  }
  print(
    `${hours} h  ${figure(Math.sqrt(squares / count))}  intervals ${figure(inside / count)}  ` +
      `median growth ${figure(Math.sqrt(naive / count))}  n ${count}`,
  );
}

print('\nTime on this machine (CPU)');
const history = devices(dataPath).slice(-2000);
for (const round of ['first', 'warm', 'warm']) {
  const before = process.cpuUsage();
  const forecaster = fitForecaster(history, { now: '2018-06-01T00:00:00Z', ageHours: null });
  const fitted = process.cpuUsage(before);
  const planned = { posted_at: '2018-06-01T17:00:00Z', content: 'A new day https://example.com' };
  const from = process.cpuUsage();
  for (let i = 0; i < 1000; i++) forecaster.predict(planned);
  const predicted = process.cpuUsage(from);
  print(
    `${round}: refit of ${history.length} posts ${((fitted.user + fitted.system) / 1000).toFixed(0)} ms, ` +
      `a forecast ${((predicted.user + predicted.system) / 1e6).toFixed(4)} ms`,
  );
}

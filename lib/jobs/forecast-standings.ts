import type { Queryable } from '../database/client.ts';
import { judgedForecasts } from '../database/queries/forecasts.ts';
import { type ForecastKind, type ForecastRecord, forecastRecord } from '../forecasting/forecast-record.ts';

const RECORD_DAYS = 180;
const DAY_MS = 86_400_000;

/** How the forecasts of an account have held, by what was forecast when: before publishing first, then by age. */
export async function forecastStandings(
  sql: Queryable,
  { accountId, now }: { accountId: string; now: Date },
): Promise<{ kind: ForecastKind; record: ForecastRecord }[]> {
  const since = new Date(now.getTime() - RECORD_DAYS * DAY_MS);
  const judged = await judgedForecasts(sql, { accountId, since, until: now });
  const kinds = Map.groupBy(judged, ({ target, ageHours, earlyHours }) => `${target} ${ageHours} ${earlyHours}`);
  return [...kinds.values()]
    .map((forecasts) => {
      const { target, ageHours, earlyHours } = forecasts[0]!;
      return { kind: { target, ageHours, earlyHours }, record: forecastRecord(forecasts) };
    })
    .sort(
      ({ kind: a }, { kind: b }) =>
        a.earlyHours - b.earlyHours || a.ageHours - b.ageHours || (a.target < b.target ? -1 : 1),
    );
}

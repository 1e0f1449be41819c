import type { Queryable } from '../database/client.ts';
import { forecastsToJudge, keepJudgements } from '../database/queries/forecasts.ts';
import { judgeForecast } from '../forecasting/judge-forecast.ts';

/**
 * Compares stored forecasts with the outcomes that have matured by now; one whose outcome changed is judged anew, one whose
 * outcome was withdrawn (its reading is not believed any more) is not judged at all. Twice is once.
 *
 * @returns how many were judged
 */
export async function judgeForecasts(sql: Queryable, input: { accountId: string; now: Date }): Promise<number> {
  const open = await forecastsToJudge(sql, input);
  const judgements = open.map(({ decisionId, target, ageHours, madeAt, outcome, ...claim }) => ({
    decisionId,
    target,
    ageHours,
    madeAt,
    judgement: outcome && judgeForecast({ target, ...claim }, outcome),
  }));
  await keepJudgements(sql, { at: input.now, judgements });
  return judgements.filter(({ judgement }) => judgement !== null).length;
}

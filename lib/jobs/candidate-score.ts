import type { Candidate } from '../content/candidate.ts';
import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { judgedForecasts } from '../database/queries/forecasts.ts';
import { loadPosts } from '../database/queries/history.ts';
import { fitForecaster } from '../forecasting/forecast.ts';
import { type ForecastRecord, forecastRecord, RANKING } from '../forecasting/forecast-record.ts';
import type { ForecastTarget } from '../forecasting/forecast-target.ts';
import type { Objective } from '../learning/reward.ts';
import { accountSettings } from './account-settings.ts';
import { toHistoryPosts } from './history-posts.ts';

/** What is settled of a post before there is a text. */
export interface PlannedSlot {
  generatorName: string;
  scheduledAt: Date;
  /** Of candidates that name none. */
  topic: string | null;
}

export interface CandidateScorer {
  /** Why candidates are not ranked; null when they are. */
  reason: string | null;
  /** The score function of one slot: the more the better, comparable within the slot; null where the forecast has no say. */
  forSlot(slot: PlannedSlot): (candidate: Candidate) => number | null;
}

const HISTORY_DAYS = 180;
const RECORD_DAYS = 180;
const DAY_MS = 86_400_000;

const TARGET_OF: Record<Objective, ForecastTarget> = {
  engagement_rate: 'engagement_rate',
  engagement: 'engagements',
  weighted: 'engagements',
  reach: 'impressions',
  followers: 'follows',
};

/**
 * Ranks texts by their forecast while the account's forecasts before publishing are calibrated and have skill, by the record of
 * what came; otherwise every score is null and `reason` says why. Two queries and one fit for as many slots and candidates as
 * there are; a score takes well under a millisecond.
 */
export async function candidateScorer(
  sql: Sql,
  { account, now }: { account: Account; now: Date },
): Promise<CandidateScorer> {
  const { accountId } = account;
  const target = TARGET_OF[accountSettings(account.settings).analysis.objective ?? 'engagement_rate'];
  const before = (days: number) => new Date(now.getTime() - days * DAY_MS);
  const judged = await judgedForecasts(sql, { accountId, since: before(RECORD_DAYS), until: now });
  const record = forecastRecord(
    judged.filter(
      (each) => each.target === target && each.ageHours === RANKING.ageHours && each.earlyHours === RANKING.earlyHours,
    ),
  );
  const refused = reasonAgainst(record);
  if (refused !== null) return silent(refused);

  const posts = toHistoryPosts(await loadPosts(sql, { accountId, since: before(HISTORY_DAYS), until: now }));
  const forecaster = fitForecaster(posts, { now, target, ageHours: RANKING.ageHours });
  return {
    reason: null,
    forSlot: (slot) => (candidate) => {
      const { forecast } = forecaster.predict({
        posted_at: slot.scheduledAt,
        author: accountId,
        generator_name: slot.generatorName,
        decision_type: candidate.format,
        topic: candidate.topic ?? slot.topic,
        content: candidate.parts[0] ?? null,
      });
      return forecast === null || forecast.abstained ? null : forecast.value;
    },
  };
}

function silent(reason: string): CandidateScorer {
  return { reason, forSlot: () => () => null };
}

/** Why a record does not let its forecasts rank; null when it does. */
function reasonAgainst({ judged, calibrated, verdict, mayRank }: ForecastRecord): string | null {
  if (mayRank) return null;
  if (verdict === 'unknown') return `only ${judged} forecasts have been judged yet`;
  if (verdict === 'lost') return 'the forecast has lost its skill against the recent level';
  if (verdict === 'none') return 'the forecast knows no more than the recent level';
  return calibrated === false ? 'the intervals of the forecast do not hold' : 'the forecast has not been judged';
}

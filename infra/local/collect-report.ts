import type { Sql } from '../../lib/database/client.ts';
import { auditTrail } from '../../lib/database/queries/audit.ts';
import { policyTimes } from '../../lib/database/queries/policies.ts';
import { listRecommendations } from '../../lib/database/queries/recommendations.ts';
import type { Optimization } from '../../lib/optimizing/analysis.ts';
import type { MeasuredLift } from '../../lib/optimizing/measure-lift.ts';
import type { ReportData, ReportRecommendation } from '../../lib/report/report-data.ts';
import { DEFAULT_CHOICE, monthCost, monthOf } from '../month-cost.ts';
import { collectReportData, type ReportRequest } from './report-data.ts';

const DAY_MS = 86_400_000;
const SHOWN_CHANGES = 12;
/** Older changes are in the events, which `hone export` gives. */
const SHOWN_AUDIT = 200;
const AUDIT_DAYS = 90;

/**
 * How an account stands, and besides what was done: the life of every change, the audit log, and what it cost.
 * @throws UnknownAccountError
 */
export async function collectReport(sql: Sql, request: ReportRequest): Promise<ReportData> {
  const { accountId, now } = request;
  return {
    ...(await collectReportData(sql, request)),
    recommendations: await recommendationsOf(sql, accountId),
    policies: await policyTimes(sql, { accountId, until: now }),
    audit: await auditTrail(sql, {
      accountId,
      since: new Date(now.getTime() - AUDIT_DAYS * DAY_MS),
      until: now,
      limit: SHOWN_AUDIT,
    }),
    cost: await monthCost(sql, { ...monthOf(now), now, choice: DEFAULT_CHOICE }),
  };
}

async function recommendationsOf(sql: Sql, accountId: string): Promise<ReportRecommendation[]> {
  const recommendations = await listRecommendations(sql, { accountId, limit: SHOWN_CHANGES });
  return recommendations.map(({ evidence, realisedLift, ...one }) => ({
    ...one,
    optimizations: (evidence.optimizations ?? []) as Optimization[],
    realisedLift: realisedLift as unknown as MeasuredLift | null,
  }));
}

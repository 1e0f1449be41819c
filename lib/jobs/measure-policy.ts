import type { Account } from '../database/queries/accounts.ts';
import type { PolicyState } from '../database/queries/policies.ts';
import type { HistoryPost } from '../learning/history.ts';
import { type MeasuredLift, measureLift } from '../optimizing/measure-lift.ts';
import type { AccountSettings } from './account-settings.ts';

/** Realised lift with what it measures, as events and recommendations keep it. */
export interface PolicyLift extends MeasuredLift {
  baselineVersion: number;
  policyVersion: number;
  since: Date;
  measuredAt: Date;
}

export interface WatchInput {
  account: Account;
  settings: AccountSettings;
  posts: readonly HistoryPost[];
  now: Date;
}

/** Measures what came into force after the baseline against the holdout; null where there is nothing unproven. */
export function measurePolicy({ inForce, baseline, unproven }: PolicyState, input: WatchInput): PolicyLift | null {
  const [first] = unproven;
  if (inForce === null || baseline === null || first === undefined) return null;
  const { account, settings, posts, now } = input;
  const lift = measureLift(posts, {
    now,
    timeZone: account.timeZone,
    since: first.activeFrom,
    versions: unproven.map(({ version }) => version),
    margin: settings.guardrailMargin,
    settings: settings.analysis,
  });
  return {
    ...lift,
    baselineVersion: baseline.version,
    policyVersion: inForce.version,
    since: first.activeFrom,
    measuredAt: now,
  };
}

import type { FollowerReading } from '../learning/follower-days.ts';
import type { ReportData } from './report-data.ts';

/** The readings of followers that have a number, as the learner takes them. */
export function followerReadings({ followers }: Pick<ReportData, 'followers'>): FollowerReading[] {
  return followers.flatMap((one) =>
    one.followers === null ? [] : [{ collectedAtMs: one.at.getTime(), followers: one.followers }],
  );
}

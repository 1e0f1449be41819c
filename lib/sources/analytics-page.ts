import type { FoundPost } from '../x/collect.ts';
import { byId, snowflakeTime } from '../x/snowflake.ts';
import type { ObservedAnswer } from './page-observer.ts';

const DAY_MS = 86_400_000;
const SHORTEST_DAYS = 28;

/** The account's own posts with all organic metrics, up to a thousand, from the oldest wanted one on. */
export function analyticsPath(wanted: readonly string[], now: Date): string {
  const oldest = wanted.toSorted(byId)[0];
  const since = oldest === undefined ? null : snowflakeTime(oldest);
  const from = new Date(Math.min(since?.getTime() ?? Number.POSITIVE_INFINITY, now.getTime() - SHORTEST_DAYS * DAY_MS));
  const query = new URLSearchParams({ type: 'posts', sort: 'date', dir: 'desc', from: day(from), to: day(now) });
  return `/i/account_analytics/content?${query}`;
}

/** Posts of analytics answers about this user; X may leave the user's id out, but never shows another's session. */
export function analyticsPosts(answers: readonly ObservedAnswer[], userId: string | null): FoundPost[] {
  return answers
    .flatMap(({ found }) => found.posts)
    .filter(({ source, viewerId }) => source === 'analytics_page' && (viewerId ?? userId) === userId);
}

function day(time: Date): string {
  return time.toISOString().slice(0, 10);
}

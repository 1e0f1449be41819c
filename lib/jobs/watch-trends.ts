import type { Queryable } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { recordEvent, type Severity } from '../database/queries/events.ts';
import { followerSeries } from '../database/queries/followers.ts';
import { publishingState, stopPublishing } from '../database/queries/pause.ts';
import { isReplay, type TrendEvent, type TrendEventType, trendEvents, trendPosts } from '../database/queries/trends.ts';
import type { HistoryPost } from '../learning/history.ts';
import { resolveSettings } from '../optimizing/settings.ts';
import { halfLifeAfter } from '../trends/forget-faster.ts';
import type { RisingTopic } from '../trends/rising-topics.ts';
import { type AccountAlert, watchAccount } from '../trends/watch-account.ts';
import { accountSettings } from './account-settings.ts';

const DAY_MS = 86_400_000;
/** Reach and engagement are compared at this age, projected from the sixth hour on. */
const COMPARED_AGE_HOURS = 24;
const YOUNGEST_HOURS = 6;
const WATCHED_DAYS = 120;
/** What was noticed longer ago is no news any more: the first run over an old account tells no old stories. */
const NEWS_DAYS = 4;
/** The same thing is told again only after so many days: alerts move by a day or two as late readings come in. */
const QUIET_DAYS = { extreme: 3, level: 10, rising_topic: 14, visibility_limit: 7 } as const;

export interface WatchedTrends {
  /** For the event of the run: what is in force of all this. */
  summary: {
    changedAt: string | null;
    halfLifeDays: number;
    rising: RisingTopic[];
    visibility: { limited: boolean; reason: string };
    told: number;
  };
  /** The half-life to learn by, where a change of level asks for a shorter one. */
  forgetting: { halfLifeDays?: number };
  /** Possible visibility limits noticed now. */
  visibilityLimits: number;
}

/**
 * Watches reach, engagement, followers and topics of an account: what is news is told once, as an event with its evidence; a change
 * of level shortens the memory; a collapse of reach takes the account off the air until the operator resumes it. Reading goes on.
 */
export async function watchTrends(
  sql: Queryable,
  { account, posts, now }: { account: Account; posts: readonly HistoryPost[]; now: Date },
): Promise<WatchedTrends> {
  const { accountId, timeZone } = account;
  const since = new Date(now.getTime() - WATCHED_DAYS * DAY_MS);
  const window = { accountId, since, until: now };
  const trends = watchAccount(
    {
      posts,
      atFixedAge: await trendPosts(sql, { ...window, ageHours: COMPARED_AGE_HOURS, youngestHours: YOUNGEST_HOURS }),
      followers: await followerSeries(sql, window),
    },
    { now, timeZone },
  );

  const teller = await tellerOf(sql, accountId, now);
  for (const alert of trends.alerts) await teller.alert(alert);
  for (const topic of trends.rising)
    await teller.tell('rising_topic', { key: topic.topic, data: topic, severity: 'info' });
  const { alert: limit, reason } = trends.visibility;
  const isNew =
    limit !== null && (await teller.tell('visibility_limit', { key: '', data: limit, severity: 'critical' }));
  if (limit !== null && isNew && !(await isReplay(sql, accountId, now))) {
    await takeOffTheAir(sql, { accountId, now, reason: limit.message });
  }

  const usual = resolveSettings(accountSettings(account.settings).analysis).halfLifeDays;
  const halfLifeDays = halfLifeAfter({ halfLifeDays: usual, changedAt: trends.changedAt, now });
  return {
    summary: {
      changedAt: trends.changedAt,
      halfLifeDays,
      rising: trends.rising,
      visibility: { limited: limit !== null, reason: limit?.message ?? reason ?? '' },
      told: teller.told(),
    },
    forgetting: halfLifeDays < usual ? { halfLifeDays } : {},
    visibilityLimits: isNew ? 1 : 0,
  };
}

async function takeOffTheAir(
  sql: Queryable,
  { accountId, now, reason }: { accountId: string; now: Date; reason: string },
): Promise<void> {
  const [state] = await publishingState(sql, accountId);
  if (state === undefined || state.publishing === 'off' || state.stoppedAt !== null) return;
  await stopPublishing(sql, { accountId, at: now, reason });
  const advice = 'Look at the account on X; hone resume puts it on the air again.';
  const data = { trigger: 'visibility_limit', reason, advice };
  await recordEvent(sql, { type: 'publishing_stopped', severity: 'critical', accountId, at: now, data });
}

interface Telling {
  /** What it is about: the same is not told twice. */
  key: string;
  data: object;
  severity: Severity;
}

/** Tells what is new beside what has been told before, whenever that was: a repeated or replayed run tells nothing twice. */
async function tellerOf(sql: Queryable, accountId: string, now: Date) {
  const longest = Math.max(...Object.values(QUIET_DAYS)) + NEWS_DAYS;
  const before = await trendEvents(sql, { accountId, since: new Date(now.getTime() - longest * DAY_MS) });
  let count = 0;
  const record = async (type: TrendEventType, { key, data, severity }: Telling) => {
    await recordEvent(sql, { type, accountId, at: now, severity, data: { key, ...data } });
    count += 1;
  };
  const wasTold = (type: TrendEventType, query: { key: string; around: number; days: number }) =>
    before.some(
      (event) =>
        event.type === type &&
        event.data.key === query.key &&
        Math.abs(momentOf(event) - query.around) <= query.days * DAY_MS,
    );
  return {
    told: () => count,
    async alert(alert: AccountAlert): Promise<void> {
      const around = Date.parse(alert.timestamp);
      if (now.getTime() - around > NEWS_DAYS * DAY_MS) return;
      const isExtreme = alert.kind === 'spike' || alert.kind === 'drop';
      const key = `${alert.series} ${alert.kind} ${alert.direction}`;
      const days = isExtreme ? QUIET_DAYS.extreme : QUIET_DAYS.level;
      if (!wasTold('trend_alert', { key, around, days })) {
        await record('trend_alert', { key, data: alert, severity: alert.direction === 'up' ? 'info' : 'warning' });
      }
    },
    async tell(type: 'rising_topic' | 'visibility_limit', telling: Telling): Promise<boolean> {
      const query = { key: telling.key, around: now.getTime(), days: QUIET_DAYS[type] };
      if (wasTold(type, query)) return false;
      await record(type, telling);
      return true;
    },
  };
}

/** When what an event tells of was noticed. */
function momentOf({ data, at }: TrendEvent): number {
  return typeof data.timestamp === 'string' ? Date.parse(data.timestamp) : at.getTime();
}

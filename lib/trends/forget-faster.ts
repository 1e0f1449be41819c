/** However fresh a change is, so much is still learned from: two weeks of posts. */
const SHORTEST_DAYS = 14;
const DAY_MS = 86_400_000;

/**
 * The half-life by which posts count after the account's level changed: twice the time since then, no less than two weeks and no
 * more than the usual half-life. What the old world taught fades within days, and as the new one becomes known memory grows back.
 *
 * @param input.halfLifeDays the usual half-life
 * @param input.changedAt when the level changed; null where it did not
 * @example halfLifeAfter({ halfLifeDays: 56, changedAt: '2026-11-12T00:00:00Z', now: '2026-11-22T00:00:00Z' }) // => 20
 */
export function halfLifeAfter(input: {
  halfLifeDays: number;
  changedAt: string | Date | null;
  now: string | Date;
}): number {
  const { halfLifeDays, changedAt, now } = input;
  if (changedAt === null) return halfLifeDays;
  const days = (new Date(now).getTime() - new Date(changedAt).getTime()) / DAY_MS;
  if (!Number.isFinite(days))
    throw new RangeError(`now and changedAt must be times, got ${String(now)} and ${String(changedAt)}`);
  return days < 0 ? halfLifeDays : Math.min(halfLifeDays, Math.max(SHORTEST_DAYS, 2 * days));
}

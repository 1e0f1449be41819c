/** X's ids carry their own time: 41 bits of milliseconds since Twitter's epoch, then 22 bits of machine and sequence. */

const TWITTER_EPOCH_MS = 1_288_834_974_657n;
/** Ids below this one (November 2010) were plain counters and tell no time. */
const FIRST_SNOWFLAKE = 29_700_859_247n;
const LARGEST_ID = 2n ** 63n - 1n;

/** A post or user id as X sends it: a string of digits within 63 bits. Numbers are refused, they lose digits above 2^53. */
export function isId(value: unknown): value is string {
  return typeof value === 'string' && /^[1-9]\d{0,18}$/.test(value) && BigInt(value) <= LARGEST_ID;
}

/** When the post was made, to the millisecond; null for ids that carry no time. */
export function snowflakeTime(id: string): Date | null {
  if (!isId(id)) return null;
  const bits = BigInt(id);
  return bits < FIRST_SNOWFLAKE ? null : new Date(Number((bits >> 22n) + TWITTER_EPOCH_MS));
}

/** Ids in the order in which X gave them out. */
export function byId(left: string, right: string): number {
  return left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
}

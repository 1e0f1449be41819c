/** X's ids: 42 bits of milliseconds since X's epoch, 22 bits of machine and sequence. */
export const X_EPOCH_MS = 1_288_834_974_657;

/** The id of a post made at `at`; `low` (0 to 2^22 - 1) tells posts of one millisecond apart. */
export function snowflakeAt(at: Date, low: number): string {
  return ((BigInt(at.getTime() - X_EPOCH_MS) << 22n) | BigInt(low & 0x3fffff)).toString();
}

/** When a post with this id was made. */
export function snowflakeTime(tweetId: string): Date {
  return new Date(Number(BigInt(tweetId) >> 22n) + X_EPOCH_MS);
}

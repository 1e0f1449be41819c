import type { PreparedPost } from './prepared-post.ts';

const HOUR_MS = 3_600_000;
const ASSUMED_HOURS = 24;

/** Whether most posts before the first test post had no reading by then: the history was collected later, all at once. */
export function collectedInBulk(posts: readonly PreparedPost[], train: number): boolean {
  const first = posts[Math.floor(train * posts.length)];
  if (!first) return false;
  const earlier = posts.slice(0, Math.floor(train * posts.length));
  const readInTime = earlier.filter((post) => (post.readings[0]?.timeMs ?? Number.POSITIVE_INFINITY) <= first.timeMs);
  return readInTime.length < earlier.length / 2;
}

/** The post as if its counts had been read a day after it appeared at the latest. */
export function readAfterADay(post: PreparedPost): PreparedPost {
  const readings = post.readings.map((reading) => {
    const ageHours = Math.min(reading.ageHours, ASSUMED_HOURS);
    return { ...reading, ageHours, timeMs: post.timeMs + ageHours * HOUR_MS };
  });
  return { ...post, readings };
}

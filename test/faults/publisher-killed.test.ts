import { describe, expect, it } from 'vitest';
import { copiedDatabases } from './databases.ts';
import { isLong, Life, momentsToTry, tell } from './life.ts';
import { expectEachOnce, PLANNED_TEXTS, publishThrough } from './publishing-story.ts';

const MOST_MOMENTS = 10;
const databases = copiedDatabases();

async function livedThrough(killedAt: number | null, readFrom?: number) {
  let life: Life | undefined;
  const meet = async ({ url }: { url: string }) => (life = await Life.begin(url, killedAt));
  const published = await publishThrough(databases, meet, { readFrom });
  return { published, moments: life!.moments, lastWord: life!.lastWord };
}

describe('a publisher that is killed at any of its awaits', () => {
  it(
    'posts nothing twice and loses nothing: what is not out by the end is told, and may be approved again',
    async () => {
      const clean = await livedThrough(null);
      expect(clean.published.error).toBeNull();
      expect(clean.published.x.timeline.map(({ text }) => text)).toEqual(PLANNED_TEXTS);
      expect(clean.published.told).toEqual([]);
      const tried = momentsToTry(clean.moments, MOST_MOMENTS);
      const seen = { complete: 0, told: 0 };
      for (const moment of tried) {
        const { published, lastWord } = await livedThrough(moment, moment % 2 === 0 ? 5 : 40);
        if (expectEachOnce(published, `moment ${moment} of ${clean.moments}: ${lastWord}`)) seen.complete += 1;
        if (published.told.length > 0) seen.told += 1;
      }
      expect(seen.complete).toBeGreaterThan(tried.length / 4);
      expect(seen.told).toBeGreaterThan(0);
      tell(`publisher: killed at ${tried.length} of ${clean.moments} moments`);
    },
    isLong ? 3_600_000 : 120_000,
  );
});

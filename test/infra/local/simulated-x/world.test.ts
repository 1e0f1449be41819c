import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createWorld } from '../../../../infra/local/simulated-x/index.ts';
import { localTimeOf } from '../../../../infra/local/simulated-x/world/local-time.ts';
import { snowflakeTime } from '../../../../infra/local/simulated-x/world/snowflake.ts';
import { LOOKED_AT, smallWorld } from './small-world.ts';

const HOUR_MS = 3_600_000;

describe('a world', () => {
  it('is the same for the same seed and another for another', () => {
    const records = (seed: number) => JSON.stringify(smallWorld({ seed }).historyRecords({ until: LOOKED_AT }));
    expect(records(3)).toBe(records(3));
    expect(records(4)).not.toBe(records(3));
  });

  it('does not depend on the order in which it is asked', () => {
    const forwards = smallWorld();
    const backwards = smallWorld();
    const ask = (world: typeof forwards, ids: readonly string[]) =>
      new Map(ids.map((id) => [id, world.countersAt(id, LOOKED_AT)]));
    const ids = forwards.posts.map((post) => post.tweetId);
    expect(ask(backwards, ids.toReversed())).toEqual(ask(forwards, ids));
  });

  it('posts once in each hour of its schedule, with ids of the posted millisecond', () => {
    const world = smallWorld();
    expect(world.posts.length).toBeGreaterThanOrEqual(79);
    expect(world.posts.length).toBeLessThanOrEqual(80);
    for (const post of world.posts) {
      expect(snowflakeTime(post.tweetId)).toEqual(post.postedAt);
      expect([6, 8, 10, 12, 13, 15, 17, 19, 21, 23]).toContain(localTimeOf(post.postedAt, 'Europe/Berlin').hour);
    }
    const ids = world.posts.flatMap((post) => [
      ...post.editTweetIds,
      ...post.parts.slice(1).map((part) => part.tweetId),
    ]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it('fits each part of a post into the 280 characters X allows', () => {
    const world = smallWorld({ days: 60 });
    expect(Math.max(...world.posts.flatMap((post) => post.parts.map((part) => part.text.length)))).toBeLessThanOrEqual(
      280,
    );
  });

  it('never lets a counter fall, and keeps engagements within impressions', () => {
    const world = smallWorld();
    const ids = world.posts.flatMap((post) => post.parts.map((part) => part.tweetId));
    fc.assert(
      fc.property(
        fc.constantFrom(...ids),
        fc.double({ min: 0, max: 1200, noNaN: true }),
        fc.double({ min: 0, max: 1200, noNaN: true }),
        (id, a, b) => {
          const at = (ageHours: number) =>
            world.countersAt(id, new Date(snowflakeTime(id).getTime() + ageHours * HOUR_MS))!;
          const [earlier, later] = [at(Math.min(a, b)), at(Math.max(a, b))];
          for (const [name, count] of Object.entries(earlier)) {
            expect(Number.isSafeInteger(count)).toBe(true);
            expect(later[name as keyof typeof later]).toBeGreaterThanOrEqual(count);
          }
          const engagements = later.likes + later.retweets + later.replies + later.quotes + later.bookmarks;
          expect(engagements).toBeLessThanOrEqual(later.impressions);
        },
      ),
      { numRuns: 500 },
    );
  });

  it('knows nothing of a post before it was made, nor of ids that are not its own', () => {
    const world = smallWorld();
    const post = world.posts[5]!;
    expect(world.countersAt(post.tweetId, new Date(post.postedAt.getTime() - 1))).toBeNull();
    expect(world.countersAt(post.tweetId, post.postedAt)).toMatchObject({ impressions: 0, likes: 0 });
    expect(world.countersAt('20', LOOKED_AT)).toBeNull();
  });

  it('takes posts at run time and leaves the others as they were', () => {
    const world = smallWorld();
    const before = JSON.stringify(world.historyRecords({ until: LOOKED_AT }));
    const at = new Date(LOOKED_AT.getTime() + 60_000);
    const id = world.publish({ parts: ['One.', 'Two.'], generator: 'brand_new', topic: 'tea', at });
    expect(snowflakeTime(id)).toEqual(at);
    expect(world.postOf(id)?.post).toMatchObject({ format: 'thread', generator: 'brand_new', origin: 'published' });
    expect(world.countersAt(id, new Date(at.getTime() + 48 * HOUR_MS))!.impressions).toBeGreaterThanOrEqual(20);
    expect(JSON.stringify(world.historyRecords({ until: LOOKED_AT }))).toBe(before);
  });

  it.each([
    [{ accountHandle: '@me' }, /accountHandle is @me/],
    [{ days: 0 }, /days is 0/],
    [{ hours: [25] }, /hours is 25/],
    [{ postsPerDay: 11 }, /postsPerDay is 11, wanted 0 to 10/],
    [{ generators: [] }, /generators is empty/],
    [{ timeZone: 'Mars/Olympus' }, /time zone/i],
  ])('refuses %o and says why', (change, message) => {
    expect(() => smallWorld(change)).toThrow(message);
  });

  it('refuses a thread of one part', () => {
    expect(() => smallWorld().publish({ text: 'Alone.', format: 'thread', at: LOOKED_AT })).toThrow(/at least two/);
    expect(() => smallWorld().publish({ at: LOOKED_AT })).toThrow(/no text/);
  });

  it('counts followers up by what its posts gained', () => {
    const world = smallWorld();
    const gained = world.posts
      .filter((post) => post.postedAt <= LOOKED_AT)
      .reduce((sum, post) => sum + world.countersAt(post.tweetId, LOOKED_AT)!.newFollows, 0);
    const empty = smallWorld({ postsPerDay: 0 });
    expect(gained).toBeGreaterThan(0);
    expect(world.followersAt(LOOKED_AT) - empty.followersAt(LOOKED_AT)).toBe(gained);
    expect(world.followersAt(world.options.startsAt)).toBe(2400);
  });
});

describe('the history export', () => {
  it('has readings at the ladder of ages and at the end, equal to the counters of these moments', () => {
    const world = smallWorld();
    const [record] = world.historyRecords({ until: LOOKED_AT });
    const posted = new Date(record!.posted_at).getTime();
    const ages = record!.metrics.map((reading) => (new Date(reading.collected_at).getTime() - posted) / HOUR_MS);
    expect(ages.slice(0, -1)).toEqual([1, 3, 6, 12, 24, 48, 96, 168]);
    expect(new Date(record!.metrics.at(-1)!.collected_at)).toEqual(LOOKED_AT);
    for (const reading of record!.metrics) {
      const counters = world.countersAt(record!.tweet_id, new Date(reading.collected_at))!;
      expect(reading).toMatchObject({
        impressions: counters.impressions,
        likes: counters.likes,
        quotes: counters.quotes,
      });
    }
  });

  it('leaves out what was not posted yet, and names generator, format and topic', () => {
    const world = smallWorld();
    const records = world.historyRecords({ until: LOOKED_AT });
    expect(records).toHaveLength(world.posts.filter((post) => post.postedAt < LOOKED_AT).length);
    for (const record of records) {
      expect(world.truth.generators).toHaveProperty(record.generator_name!);
      expect(world.truth.topics).toHaveProperty(record.topic!);
      expect(['single', 'thread']).toContain(record.decision_type);
      expect(record.author).toBe('warm_walls');
    }
  });
});

describe('the planted truth', () => {
  const many = createWorld({
    seed: 5,
    accountHandle: 'many_posts',
    startsAt: new Date('2026-01-01T00:00:00Z'),
    timeZone: 'America/New_York',
    days: 900,
    habit: 0,
    editedShare: 0,
  });
  const end = new Date('2028-09-01T00:00:00Z');
  const outcomes = many.posts.map((post) => {
    const counters = many.countersAt(post.tweetId, end)!;
    const engagements = counters.likes + counters.retweets + counters.replies + counters.quotes + counters.bookmarks;
    const logOdds = Math.log((engagements + 0.5) / (counters.impressions - engagements + 0.5));
    return { post, logOdds, impressions: counters.impressions };
  });

  const meansBy = (levelOf: (post: (typeof outcomes)[number]['post']) => string, levels: readonly string[]) => {
    const seen = outcomes.filter(({ impressions }) => impressions >= 200);
    const mean = (level: string) => {
      const of = seen.filter(({ post }) => levelOf(post) === level).map(({ logOdds }) => logOdds);
      return of.reduce((sum, y) => sum + y, 0) / of.length;
    };
    const raw = levels.map(mean);
    const centre = raw.reduce((sum, y) => sum + y, 0) / levels.length;
    return raw.map((y) => y - centre);
  };

  it('is recovered for generators from randomised posts: 9,000 posts, standard error about 0.02', () => {
    const names = Object.keys(many.truth.generators);
    const means = meansBy((post) => post.generator!, names);
    for (const [i, name] of names.entries())
      expect(Math.abs(means[i]! - many.truth.generators[name]!), name).toBeLessThan(0.08);
  });

  it('is recovered for formats, and for hours in the zone of the account', () => {
    const formats = meansBy((post) => post.format, ['single', 'thread']);
    expect(Math.abs(formats[1]! - many.truth.formats.thread)).toBeLessThan(0.06);
    const hours = ['6', '8', '10', '12', '13', '15', '17', '19', '21', '23'];
    const means = meansBy((post) => String(localTimeOf(post.postedAt, 'America/New_York').hour), hours);
    for (const [i, hour] of hours.entries())
      expect(Math.abs(means[i]! - many.truth.hours[hour]!), `hour ${hour}`).toBeLessThan(0.12);
  });

  it('names the best levels', () => {
    const { best, generators } = many.truth;
    expect(generators[best!.generator]).toBe(Math.max(...Object.values(generators)));
    expect(smallWorld({ effectScale: 0 }).truth.best).toBeNull();
    expect(Object.values(smallWorld({ effectScale: 0 }).truth.generators).every((effect) => effect === 0)).toBe(true);
  });

  it('has heavy tails: a few posts are seen more than ten times as often as the median', () => {
    const sorted = outcomes.map(({ impressions }) => impressions).sort((a, b) => a - b);
    const median = sorted[Math.floor(sorted.length / 2)]!;
    const share = sorted.filter((impressions) => impressions > 10 * median).length / sorted.length;
    expect(median).toBeGreaterThan(300);
    expect(median).toBeLessThan(900);
    expect(share).toBeGreaterThan(0.02);
    expect(share).toBeLessThan(0.08);
  });

  it('ripens: 1 - exp(-(6/10)^0.7) of the impressions and 1 - exp(-1) of the engagements are seen at 6 hours', () => {
    const totals = { impressions: 0, early: 0, engaged: 0, engagedEarly: 0 };
    for (const { post, impressions } of outcomes) {
      if (impressions > 5000) continue;
      const late = many.countersAt(post.tweetId, end)!;
      const early = many.countersAt(post.tweetId, new Date(post.postedAt.getTime() + 6 * HOUR_MS))!;
      totals.impressions += late.impressions;
      totals.early += early.impressions;
      totals.engaged += late.likes;
      totals.engagedEarly += early.likes;
    }
    expect(totals.early / totals.impressions).toBeCloseTo(1 - Math.exp(-(0.6 ** 0.7)), 1);
    expect(totals.engagedEarly / totals.engaged).toBeCloseTo(1 - Math.exp(-1), 1);
  });

  it('changes when taste changes', () => {
    const at = new Date('2026-11-05T00:00:00Z');
    const changed = smallWorld({ tasteChange: { at, shift: -0.6 } });
    expect(changed.truth.tasteChange).toEqual({ at, shift: -0.6, generator: changed.truth.best!.generator });
    const plain = smallWorld();
    const readings = (world: typeof plain) =>
      world
        .historyRecords({ until: LOOKED_AT })
        .map((record) => ({ record, last: JSON.stringify(record.metrics.at(-1)) }));
    const before = readings(plain);
    readings(changed).forEach(({ record, last }, i) => {
      const hit = record.generator_name === changed.truth.best!.generator && new Date(record.posted_at) >= at;
      if (!hit) expect(last).toBe(before[i]!.last);
    });
    expect(readings(changed).map(({ last }) => last)).not.toEqual(before.map(({ last }) => last));
  });
});

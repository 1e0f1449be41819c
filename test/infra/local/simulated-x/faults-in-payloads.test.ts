import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { COUNT_KEYS, type TweetInPayload, tweetsIn } from '../../../../infra/local/simulated-x/faults/tweets-in.ts';
import type { JsonObject } from '../../../../infra/local/simulated-x/payloads/json.ts';
import { type FaultVisit, openFaultVisit } from './fault-visit.ts';

let at: FaultVisit;
let truth: Map<string, TweetInPayload>;
beforeAll(async () => {
  at = await openFaultVisit();
  truth = await at.own();
});
afterAll(() => at.close());

const viewsOf = ({ tweet }: TweetInPayload) => (tweet.views as { count?: string }).count;

/** Each own post beside its faulty self. */
async function pairs(fault: string): Promise<{ right: TweetInPayload; read: TweetInPayload }[]> {
  const faulty = await at.own(fault);
  expect([...faulty.keys()]).toEqual([...truth.keys()]);
  return [...truth.values()].map((right) => ({ right, read: faulty.get(right.id)! }));
}

describe('odd counters', () => {
  it('false_zeros: quotes, bookmarks and about half of the likes read 0 where they were above 3', async () => {
    let zeroed = 0;
    for (const { right, read } of await pairs('false_zeros')) {
      for (const key of ['quote_count', 'bookmark_count'])
        expect(read.legacy[key]).toBe(Number(right.legacy[key]) > 3 ? 0 : right.legacy[key]);
      for (const key of ['reply_count', 'retweet_count']) expect(read.legacy[key]).toBe(right.legacy[key]);
      expect(viewsOf(read)).toBe(viewsOf(right));
      if (read.legacy.favorite_count === right.legacy.favorite_count) continue;
      expect([read.legacy.favorite_count, Number(right.legacy.favorite_count) > 3]).toEqual([0, true]);
      zeroed += 1;
    }
    expect(zeroed).toBeGreaterThan(4);
    expect(zeroed).toBeLessThan(truth.size);
  });

  it.each<[string, (right: number) => unknown, (views: number) => string | undefined]>([
    ['counters_as_strings', String, String],
    ['counters_negative', (right) => -right - 1, (views) => String(-views - 1)],
    ['counters_fractional', (right) => right + 0.5, (views) => String(views + 0.5)],
    ['views_missing', (right) => right, () => undefined],
    ['views_falling', (right) => right, (views) => String(Math.floor(views * 0.9))],
  ])('%s', async (fault, counter, views) => {
    for (const { right, read } of await pairs(fault)) {
      for (const key of COUNT_KEYS) expect(read.legacy[key]).toBe(counter(Number(right.legacy[key])));
      expect(viewsOf(read)).toBe(views(Number(viewsOf(right))));
    }
  });

  it('counters_beyond_2_53: likes and views no double holds', async () => {
    for (const { read } of await pairs('counters_beyond_2_53')) {
      expect(Number.isSafeInteger(read.legacy.favorite_count)).toBe(false);
      expect(viewsOf(read)).toBe('9007199254740993');
    }
  });

  it('counters_missing: no quotes, no bookmarks, the others right', async () => {
    for (const { right, read } of await pairs('counters_missing')) {
      expect(read.legacy).not.toHaveProperty('quote_count');
      expect(read.legacy).not.toHaveProperty('bookmark_count');
      expect(read.legacy.favorite_count).toBe(right.legacy.favorite_count);
    }
  });

  it('likes_falling: at most a twentieth less', async () => {
    const found = await pairs('likes_falling');
    for (const { right, read } of found) {
      const [before, after] = [Number(right.legacy.favorite_count), Number(read.legacy.favorite_count)];
      expect(after).toBe(Math.ceil(before * 0.95));
    }
    expect(found.some(({ right, read }) => right.legacy.favorite_count !== read.legacy.favorite_count)).toBe(true);
  });
});

interface Entries {
  entries: { entryId: string; content: { cursorType?: string; value?: string } }[];
}

async function entries(fault?: string): Promise<Entries['entries']> {
  const { data } = (await at.payload(fault)) as {
    data: { user: { result: { timeline: { timeline: { instructions: (Entries & { type: string })[] } } } } };
  };
  const { instructions } = data.user.result.timeline.timeline;
  return instructions.find(({ type }) => type === 'TimelineAddEntries')!.entries;
}

describe('odd timelines', () => {
  it('empty_timeline: cursors only, and no pinned post', async () => {
    expect((await entries('empty_timeline')).map(({ content }) => content.cursorType)).toEqual(['Top', 'Bottom']);
    expect((await at.own('empty_timeline')).size).toBe(0);
  });

  it('duplicate_entries: every entry twice', async () => {
    const once = (await entries()).map(({ entryId }) => entryId);
    const twice = (await entries('duplicate_entries')).map(({ entryId }) => entryId);
    expect(twice).toEqual(once.flatMap((id) => [id, id]));
  });

  it('cursor_loop: the page after the first is the first', async () => {
    const first = await entries();
    const cursor = first.find(({ content }) => content.cursorType === 'Bottom')!.content.value!;
    const { userId } = at.world.account;
    const next = await at.visitor.ask('UserTweets', { userId, cursor }, { 'x-sim-fault': 'cursor_loop' });
    expect(await next.json()).toEqual(await at.payload());
  });

  it('two_posts_in_one_millisecond: a twin with its own id, text and counters', async () => {
    const found = await at.own('two_posts_in_one_millisecond');
    const twins = [...found.values()].filter(({ id }) => !truth.has(id));
    expect(twins).toHaveLength(1);
    const id = BigInt(twins[0]!.id);
    expect([...truth.keys()].some((other) => BigInt(other) >> 22n === id >> 22n)).toBe(true);
    expect(twins[0]!.legacy).toMatchObject({ favorite_count: 7, full_text: 'Posted in the very same moment.' });
  });

  it('foreign_author_injected: an impostor under the same handle, not counted as own by id', async () => {
    const payload = await at.payload('foreign_author_injected');
    const impostor = tweetsIn(payload).find(({ authorId }) => authorId === '66600000066600000')!;
    const user = impostor.tweet.core as {
      user_results: { result: { core: { screen_name: string }; rest_id: string } };
    };
    expect(user.user_results.result).toMatchObject({
      core: { screen_name: 'warm_walls' },
      rest_id: '66600000066600000',
    });
    expect([...(await at.own('foreign_author_injected')).keys()]).toEqual([...truth.keys()]);
  });

  it('post_vanished: some own posts are nowhere, and code 144 when asked for', async () => {
    const left = await at.own('post_vanished');
    const gone = [...truth.keys()].filter((id) => !left.has(id));
    expect(gone.length).toBeGreaterThan(0);
    expect(gone.length).toBeLessThan(truth.size / 2);
    const single = gone.at(-1)!;
    expect(await at.detail(single, 'post_vanished')).toMatchObject({ data: {}, errors: [{ code: 144 }] });
    const batch = await at.visitor.ask(
      'TweetResultsByRestIds',
      { tweetIds: [single] },
      { 'x-sim-fault': 'post_vanished' },
    );
    expect(await batch.json()).toEqual({ data: { tweetResult: [{}] } });
  });

  it.each([
    ['post_tombstone', 'TweetTombstone'],
    ['post_unavailable', 'TweetUnavailable'],
  ])('%s: a %s stands in the place of some own posts', async (fault, type) => {
    const text = JSON.stringify(await at.payload(fault));
    const left = await at.own(fault);
    expect(text.split(`"${type}"`).length - 1).toBe(truth.size - left.size);
    expect(left.size).toBeLessThan(truth.size);
  });

  it('texts_swapped: right ids and counters, another post’s text', async () => {
    for (const { right, read } of await pairs('texts_swapped')) {
      expect(read.legacy.favorite_count).toBe(right.legacy.favorite_count);
      expect(read.legacy.full_text).not.toBe(right.legacy.full_text);
    }
  });
});

describe('odd layouts', () => {
  it('new_layout: counts, details and views, no legacy', async () => {
    const payload = await at.payload('new_layout');
    const text = JSON.stringify(payload);
    expect(text).not.toContain('"legacy"');
    const results: JsonObject[] = [];
    JSON.stringify(payload, (_key, value: unknown) => {
      if (typeof value === 'object' && value !== null && 'counts' in value) results.push(value as JsonObject);
      return value;
    });
    const read = new Map(results.map((result) => [result.rest_id as string, result]));
    for (const [id, { legacy }] of truth) {
      expect(read.get(id)!.counts).toMatchObject({
        favorite_count: legacy.favorite_count,
        quote_count: legacy.quote_count,
      });
      expect(read.get(id)!.details).toMatchObject({
        full_text: legacy.full_text,
        created_at_ms: Date.parse(String(legacy.created_at)),
      });
    }
  });

  it('visibility_wrapper: own posts one level deeper', async () => {
    const text = JSON.stringify(await at.payload('visibility_wrapper'));
    expect(text.split('"TweetWithVisibilityResults"').length - 1).toBe(truth.size);
  });

  it('author_missing: no profile, the user id still there', async () => {
    for (const { read } of await pairs('author_missing')) {
      expect(read.tweet).not.toHaveProperty('core');
      expect(read.legacy.user_id_str).toBe(at.world.account.userId);
    }
  });

  it('unknown_types: instructions nobody knows before the known ones', async () => {
    const text = JSON.stringify(await at.payload('unknown_types'));
    expect(text).toContain('"instructions":[{"type":"TimelineShowVibe"');
    expect((await at.own('unknown_types')).size).toBe(truth.size);
  });
});

describe('hostile texts', () => {
  it.each([
    ['sql', 'DROP TABLE'],
    ['html', '&lt;script&gt;'],
    ['prompt', 'Ignore all previous instructions'],
    ['rtl', '\u202E'],
    ['nul', '\u0000'],
    ['long', 'long long long'],
  ])('hostile_text_%s is the text of every own post, the counters untouched', async (name, needle) => {
    for (const { right, read } of await pairs(`hostile_text_${name}`)) {
      expect(read.legacy.full_text).toContain(needle);
      expect(read.legacy.favorite_count).toBe(right.legacy.favorite_count);
    }
  });
});

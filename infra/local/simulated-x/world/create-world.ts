import { type Audience, drawOutcome } from './audience.ts';
import { type FollowerSeries, followerSeries } from './followers.ts';
import { foreignCast } from './foreigners.ts';
import { countersAtAge, drawGrowth, type Growth } from './growth.ts';
import { historyRecords } from './history.ts';
import { localTimeOf } from './local-time.ts';
import type { SimulatedPost } from './post.ts';
import { randomStream } from './random.ts';
import { drawSchedule, drawSideActivity, makePost, type ScheduleOptions } from './schedule.ts';
import { snowflakeTime } from './snowflake.ts';
import { DEFAULT_GENERATORS, DEFAULT_TOPICS } from './text.ts';
import { drawTruth, type TruthOptions } from './truth.ts';
import type { SimulatedAccount, World, WorldOptions } from './world.ts';

const DEFAULT_HOURS = [6, 8, 10, 12, 13, 15, 17, 19, 21, 23];
const HOUR_MS = 3_600_000;

/**
 * Makes an account with an audience whose taste is planted and known: pure and deterministic, equal options give an
 * equal world. @throws RangeError naming the option that cannot be used.
 */
export function createWorld(options: WorldOptions): World {
  const settings = resolve(options);
  const cast = foreignCast(settings.seed);
  const truth = drawTruth(settings);
  const audience: Audience = { options: settings, truth, days: settings.days };
  const account = drawAccount(options);
  const posts = drawSchedule(settings, cast);
  const side = drawSideActivity(settings, cast);
  const pinned = drawPinned(settings);
  const index = new Map<string, { post: SimulatedPost; part: number }>();
  const growths = new Map<string, Growth>();
  const firstDay = localTimeOf(settings.startsAt, settings.timeZone).dayIndex;

  const enter = (post: SimulatedPost) => {
    for (const id of post.editTweetIds) index.set(id, { post, part: 0 });
    for (let part = 1; part < post.parts.length; part++) index.set(post.parts[part]!.tweetId, { post, part });
  };
  for (const post of [...posts, pinned]) enter(post);

  const growthOf = (post: SimulatedPost, part: number): Growth => {
    const key = `${post.tweetId}/${part}`;
    let growth = growths.get(key);
    if (!growth) {
      const local = localTimeOf(post.postedAt, settings.timeZone);
      const day = Math.max(0, local.dayIndex - firstDay);
      const outcome = drawOutcome(audience, { ...post, key: post.tweetId, local, day });
      if (post.origin === 'pinned') {
        outcome.impressions *= 40;
        outcome.engagements *= 40;
      }
      growth = drawGrowth(part === 0 ? outcome : outcomeOfPart(outcome, part), [settings.seed, key]);
      growths.set(key, growth);
    }
    return growth;
  };

  const countersAt = (tweetId: string, time: Date) => {
    const found = index.get(tweetId);
    if (!found || time < snowflakeTime(tweetId)) return null;
    const part = found.post.parts[found.part]!;
    return countersAtAge(growthOf(found.post, found.part), (time.getTime() - part.postedAt.getTime()) / HOUR_MS);
  };

  const series: FollowerSeries = followerSeries({
    seed: settings.seed,
    startsAt: settings.startsAt,
    atStart: options.followersAtStart ?? 2400,
  });

  const world: World = {
    options,
    account,
    truth,
    posts,
    pinned,
    reposts: side.reposts,
    replies: side.replies,
    cast,
    postOf: (tweetId) => index.get(tweetId) ?? null,
    countersAt,
    followersAt: (time) =>
      posts.reduce(
        (sum, post) => sum + (post.postedAt <= time ? countersAt(post.tweetId, time)!.newFollows : 0),
        series(time),
      ),
    publish: (request) => {
      const texts = request.parts ?? (request.text === undefined ? [] : [request.text]);
      if (texts.length === 0 || texts.some((text) => text.trim() === ''))
        throw new RangeError('publish: got no text or an empty part; give text, or parts with one string each');
      if ((request.format ?? 'single') === 'thread' && texts.length < 2)
        throw new RangeError(`publish: format is thread but got ${texts.length} part; give at least two in parts`);
      if (request.format === 'single' && texts.length > 1)
        throw new RangeError(`publish: format is single but got ${texts.length} parts; give one text`);
      const post = makePost({
        seed: settings.seed,
        key: `published:${posts.length}:${request.at.getTime()}`,
        texts,
        postedAt: request.at,
        generator: request.generator ?? null,
        topic: request.topic ?? null,
        editedAt: null,
        quoted: null,
        hasPhoto: false,
        origin: 'published',
      });
      posts.push(post);
      posts.sort((a, b) => a.postedAt.getTime() - b.postedAt.getTime());
      enter(post);
      return post.tweetId;
    },
    historyRecords: (request) => historyRecords(world, request),
  };
  return world;
}

/** Readers drop off along a thread: each part is seen and liked less than the one before. */
function outcomeOfPart(root: ReturnType<typeof drawOutcome>, part: number): ReturnType<typeof drawOutcome> {
  const share = 0.45 * 0.8 ** (part - 1);
  const scaled = (count: number, by: number) => Math.floor(count * by);
  return {
    tau: root.tau,
    impressions: scaled(root.impressions, share),
    engagements: scaled(root.engagements, share * 0.6),
    newFollows: 0,
    profileVisits: 0,
  };
}

function drawAccount(options: WorldOptions): SimulatedAccount {
  const draw = randomStream(options.seed, 'account', options.accountHandle.toLowerCase());
  return {
    userId: String(1_200_000_000 + draw.integer(700_000_000)),
    handle: options.accountHandle,
    name: options.accountHandle.replaceAll(/[_\d]+/g, ' ').trim() || options.accountHandle,
    createdAt: new Date(Date.UTC(2013 + draw.integer(8), draw.integer(12), 1 + draw.integer(28), draw.integer(24))),
    following: 120 + draw.integer(700),
  };
}

/** An old post that stays on top of the profile. */
function drawPinned(settings: ScheduleOptions): SimulatedPost {
  return makePost({
    seed: settings.seed,
    key: 'pinned',
    texts: ['Start here: what three winters of measuring our own house taught us, the mistakes included.'],
    postedAt: new Date(settings.startsAt.getTime() - 190 * 24 * HOUR_MS + 12_345),
    generator: null,
    topic: null,
    editedAt: null,
    quoted: null,
    hasPhoto: false,
    origin: 'pinned',
  });
}

function resolve(options: WorldOptions): ScheduleOptions & TruthOptions {
  const settings = {
    seed: options.seed,
    startsAt: options.startsAt,
    timeZone: options.timeZone,
    days: options.days ?? 35,
    postsPerDay: options.postsPerDay ?? 10,
    hours: options.hours ?? DEFAULT_HOURS,
    generators: options.generators ?? DEFAULT_GENERATORS,
    topics: options.topics ?? DEFAULT_TOPICS,
    habit: options.habit ?? 1,
    effectScale: options.effectScale ?? 1,
    editedShare: options.editedShare ?? 0.01,
    quotedShare: options.quotedShare ?? 0.06,
    photoShare: 0.15,
    tasteChange: options.tasteChange,
  };
  const refuse = (name: string, got: unknown, wanted: string): never => {
    throw new RangeError(`createWorld: ${name} is ${String(got)}, wanted ${wanted}`);
  };
  if (!/^\w{1,15}$/.test(options.accountHandle))
    refuse('accountHandle', options.accountHandle, '1 to 15 of [A-Za-z0-9_]');
  if (Number.isNaN(options.startsAt.getTime())) refuse('startsAt', options.startsAt, 'a valid date');
  if (!Number.isInteger(settings.days) || settings.days < 1) refuse('days', settings.days, 'a whole number above 0');
  if (settings.hours.length === 0 || settings.hours.some((hour) => !Number.isInteger(hour) || hour < 0 || hour > 23))
    refuse('hours', settings.hours, 'whole numbers from 0 to 23');
  if (settings.postsPerDay < 0 || settings.postsPerDay > settings.hours.length)
    refuse('postsPerDay', settings.postsPerDay, `0 to ${settings.hours.length}, the number of hours`);
  if (settings.generators.length === 0) refuse('generators', 'empty', 'at least one name');
  if (settings.topics.length === 0) refuse('topics', 'empty', 'at least one name');
  return settings;
}

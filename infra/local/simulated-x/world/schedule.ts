import { type ForeignUser, foreignPost } from './foreigners.ts';
import { instantOfLocal, localTimeOf } from './local-time.ts';
import type { PostPart, SimulatedPost, SimulatedReply, SimulatedRepost } from './post.ts';
import { randomStream } from './random.ts';
import { snowflakeAt } from './snowflake.ts';
import { composeText } from './text.ts';
import { lowBits } from './truth.ts';

export interface ScheduleOptions {
  seed: number;
  startsAt: Date;
  timeZone: string;
  days: number;
  postsPerDay: number;
  hours: readonly number[];
  generators: readonly string[];
  topics: readonly string[];
  /** How strongly the account's habits tie generators to hours and topics: 0 is a randomised plan, 1 confounded. */
  habit: number;
  editedShare: number;
  quotedShare: number;
  photoShare: number;
}

/** What the account published by itself: posts by habit, one per chosen hour. */
export function drawSchedule(options: ScheduleOptions, cast: readonly ForeignUser[]): SimulatedPost[] {
  const habits = drawHabits(options);
  const firstDay = localTimeOf(options.startsAt, options.timeZone).dayIndex;
  const posts: SimulatedPost[] = [];
  for (let day = 0; day < options.days; day++) {
    for (const slot of slotsOfDay(options, day)) {
      const draw = randomStream(options.seed, 'post', day, slot);
      const topicIndex = draw.weighted(habits.topics[slot]!);
      const progress = (day - (options.days - 1) / 2) / Math.max(0.5, (options.days - 1) / 2);
      const generatorIndex = draw.weighted(
        options.generators.map((_, g) =>
          Math.exp(
            options.habit *
              (habits.generatorSlot[g]![slot]! +
                habits.generatorTrend[g]! * progress +
                habits.generatorTopic[g]![topicIndex]!),
          ),
        ),
      );
      const isThread = draw.uniform() < 1 / (1 + Math.exp(0.5 - options.habit * habits.thread[slot]!));
      const partCount = isThread ? 3 + draw.integer(3) : 1;
      const hour = options.hours[slot]!;
      const minute = draw.integer(60);
      const postedAt = new Date(
        instantOfLocal({ dayIndex: firstDay + day, hour, minute }, options.timeZone).getTime() + draw.integer(60_000),
      );
      if (postedAt < options.startsAt) continue;
      const key = `${day}:${slot}`;
      const texts = composeText({ generatorIndex, topicIndex, parts: partCount, labels: [options.seed, key] });
      const edited = !isThread && draw.uniform() < options.editedShare;
      const quoted = !isThread && draw.uniform() < options.quotedShare;
      posts.push(
        makePost({
          seed: options.seed,
          key,
          texts,
          postedAt,
          generator: options.generators[generatorIndex]!,
          topic: options.topics[topicIndex]!,
          editedAt: edited ? new Date(postedAt.getTime() + (90 + draw.integer(900)) * 1000) : null,
          quoted: quoted ? foreignPost(cast, postedAt, options.seed, 'quoted', key) : null,
          hasPhoto: draw.uniform() < options.photoShare,
          origin: 'schedule',
        }),
      );
    }
  }
  return posts.sort((a, b) => a.postedAt.getTime() - b.postedAt.getTime());
}

/** Puts the parts and ids of a post together; parts of a thread follow each other by about a second. */
export function makePost(options: {
  seed: number;
  key: string;
  texts: readonly string[];
  postedAt: Date;
  generator: string | null;
  topic: string | null;
  editedAt: Date | null;
  quoted: SimulatedPost['quoted'];
  hasPhoto: boolean;
  origin: SimulatedPost['origin'];
}): SimulatedPost {
  const { seed, key, postedAt, editedAt } = options;
  let at = postedAt.getTime();
  const parts: PostPart[] = options.texts.map((text, part) => {
    if (part > 0) at += 800 + (lowBits(seed, key, 'gap', part) % 900);
    return { text, postedAt: new Date(at), tweetId: snowflakeAt(new Date(at), lowBits(seed, key, part)) };
  });
  const tweetId = parts[0]!.tweetId;
  const editTweetIds = editedAt ? [tweetId, snowflakeAt(editedAt, lowBits(seed, key, 'edit'))] : [tweetId];
  return {
    tweetId,
    editTweetIds,
    editedAt,
    parts,
    postedAt,
    text: parts[0]!.text,
    format: parts.length > 1 ? 'thread' : 'single',
    generator: options.generator,
    topic: options.topic,
    quoted: options.quoted,
    hasPhoto: options.hasPhoto,
    origin: options.origin,
  };
}

/** Reposts and answers that are mixed into the account's timeline, a few a week. */
export function drawSideActivity(
  options: ScheduleOptions,
  cast: readonly ForeignUser[],
): { reposts: SimulatedRepost[]; replies: SimulatedReply[] } {
  const reposts: SimulatedRepost[] = [];
  const replies: SimulatedReply[] = [];
  for (let day = 0; day < options.days; day++) {
    const draw = randomStream(options.seed, 'side', day);
    const atMinute = () => new Date(options.startsAt.getTime() + (day * 1440 + draw.integer(1440)) * 60_000 + 321);
    if (draw.uniform() < 0.4) {
      const postedAt = atMinute();
      const original = foreignPost(cast, postedAt, options.seed, 'reposted', day);
      reposts.push({ postedAt, original, tweetId: snowflakeAt(postedAt, lowBits(options.seed, 'repost', day)) });
    }
    if (draw.uniform() < 0.4) {
      const postedAt = atMinute();
      const to = foreignPost(cast, postedAt, options.seed, 'answered', day);
      const text = draw.pick(['Agreed, and it held all winter.', 'Not on our street, no.', 'Good point, added it.']);
      replies.push({ postedAt, to, text, tweetId: snowflakeAt(postedAt, lowBits(options.seed, 'reply', day)) });
    }
  }
  return { reposts, replies };
}

interface Habits {
  generatorSlot: number[][];
  generatorTrend: number[];
  generatorTopic: number[][];
  thread: number[];
  /** Weights of the topics in each slot. */
  topics: number[][];
}

function drawHabits(options: ScheduleOptions): Habits {
  const draw = randomStream(options.seed, 'habits');
  const normals = (count: number) => Array.from({ length: count }, () => draw.normal());
  const slots = options.hours.length;
  return {
    generatorSlot: options.generators.map(() => normals(slots)),
    generatorTrend: normals(options.generators.length),
    generatorTopic: options.generators.map(() => normals(options.topics.length)),
    thread: normals(slots),
    topics: options.hours.map(() => normals(options.topics.length).map((z) => Math.exp(0.7 * z))),
  };
}

/** Which of the hours are used on a day: all of them, or a choice that differs from day to day. */
function slotsOfDay(options: ScheduleOptions, day: number): number[] {
  const draw = randomStream(options.seed, 'slots', day);
  return options.hours
    .map((_, slot) => ({ slot, order: draw.uniform() }))
    .sort((a, b) => a.order - b.order)
    .slice(0, options.postsPerDay)
    .map(({ slot }) => slot)
    .sort((a, b) => a - b);
}

import { beforeEach, describe, expect, it } from 'vitest';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import { PRIOR_MATURITY, shareSeen } from '../../../lib/learning/maturity-curve.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import { sampleNormal } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const START = Date.parse('2026-08-03T00:00:00Z');
const DAYS = 60;
const now = new Date(START + DAYS * DAY);

/**
 * Two generators, each on days of its own: `bold` is liked more by half but each of its posts loses three followers, `calm`
 * wins three.
 */
function account(countsFollows = false) {
  const random = seededRandom('goals');
  const posts: HistoryPost[] = [];
  for (let day = 0; day < DAYS; day += 1) {
    const isBold = random() < 0.5;
    for (const hour of [9, 15]) {
      const postedAt = START + day * DAY + hour * HOUR;
      const impressions = 1000;
      const likes = Math.round((isBold ? 60 : 40) * Math.exp(0.2 * sampleNormal(random)));
      const follows = countsFollows ? { new_follows: isBold ? 1 : 8 } : {};
      posts.push({
        tweet_id: String(posts.length),
        posted_at: new Date(postedAt),
        generator_name: isBold ? 'bold' : 'calm',
        decision_type: 'single',
        metrics: [{ collected_at: new Date(postedAt + 7 * DAY), impressions, likes, ...follows }],
      });
    }
  }
  const followers = Array.from({ length: DAYS + 1 }, (_, day) => {
    const at = START + day * DAY;
    const gained = posts.reduce((sum, { posted_at, generator_name }) => {
      const age = (at - Number(posted_at)) / HOUR;
      return age <= 0 ? sum : sum + (generator_name === 'bold' ? -3 : 3) * shareSeen(PRIOR_MATURITY.engagements, age);
    }, 0);
    return { at: new Date(at), followers: Math.round(5000 + gained + 2 * sampleNormal(random)) };
  });
  return { posts: posts.filter(({ metrics }) => metrics[0]!.collected_at <= now), followers };
}

const goalsOf = (analysis: ReturnType<typeof analyzeHistory>, dimension = 'generator') =>
  analysis.goals?.find((goals) => goals.dimension === dimension);

describe('two goals at once', () => {
  let posts: HistoryPost[];
  let followers: ReturnType<typeof account>['followers'];
  beforeEach(() => {
    ({ posts, followers } = account());
  });

  it('shows what each generator does for both, and that neither is better in both', () => {
    const goals = goalsOf(analyzeHistory(posts, { now, followers }))!;
    expect(goals).toMatchObject({ objectives: ['engagement_rate', 'followers'], followers: 'modelled' });
    const [bold, calm] = ['bold', 'calm'].map((name) => goals.arms.find(({ arm }) => arm === name)!);
    expect(bold!.values[1]! + 2 * bold!.sds[1]!).toBeLessThan(calm!.values[1]! - 2 * calm!.sds[1]!);
    expect(bold!.values[1]).toBeGreaterThan(-5);
    expect(bold!.values[1]).toBeLessThan(-1);
    expect([bold!.onFront, calm!.onFront]).toEqual([true, true]);
  });

  it('changes no weight unless the operator asks for it', () => {
    const plain = analyzeHistory(posts, { now }).policy;
    expect(analyzeHistory(posts, { now, followers }).policy).toEqual(plain);
    expect(plain.generators.bold).toBeGreaterThan(0.6);
  });

  it('never loses followers when told not to, whatever is liked more', () => {
    const settings = { goals: { followers: 0.01, neverLoseFollowers: true } };
    const analysis = analyzeHistory(posts, { now, followers, settings });
    expect(goalsOf(analysis)?.chosen).toBe('calm');
    expect(analysis.policy.generators.calm).toBeGreaterThan(0.6);
  });

  it('follows the operator along the front', () => {
    const shareOfBold = (worth: number) =>
      analyzeHistory(posts, { now, followers, settings: { goals: { followers: worth } } }).policy.generators.bold!;
    expect(shareOfBold(0.01)).toBeGreaterThan(0.6);
    expect(shareOfBold(20)).toBeLessThan(0.4);
  });

  it('keeps the reference of the first analysis, so that hypervolumes compare', () => {
    const first = analyzeHistory(posts, { now, followers }).goals!;
    const half = posts.filter(({ posted_at }) => Number(posted_at) < START + 30 * DAY);
    const later = analyzeHistory(half, { now, followers, firstGoals: first }).goals!;
    expect(later.map(({ reference }) => reference)).toEqual(first.map(({ reference }) => reference));
  });

  it('keeps no reference of another objective, another source of followers or another dimension', () => {
    const own = analyzeHistory(posts, { now, followers }).goals!;
    const other = own.map((goals) => ({ ...goals, reference: [-7, -7] }));
    const references = (first: typeof own) =>
      analyzeHistory(posts, { now, followers, firstGoals: first }).goals!.map(({ reference }) => reference);
    const truth = own.map(({ reference }) => reference);
    expect(references(other)).toEqual(own.map(() => [-7, -7]));
    expect(references(other.map((goals) => ({ ...goals, followers: 'counted' as const })))).toEqual(truth);
    expect(
      references(other.map((goals) => ({ ...goals, objectives: ['reach', 'followers'] as [string, string] }))),
    ).toEqual(truth);
    expect(references(other.map((goals) => ({ ...goals, dimension: 'topic' as const })))).toEqual(truth);
  });

  it('says of every level how unsure it is, and what was asked', () => {
    const settings = { goals: { followers: 2, neverLoseFollowers: true } };
    const asked = goalsOf(analyzeHistory(posts, { now, followers, settings }))!;
    const free = goalsOf(analyzeHistory(posts, { now, followers }))!;
    expect([asked.isAsked, free.isAsked]).toEqual([true, false]);
    const bold = (goals: typeof asked) => goals.arms.find(({ arm }) => arm === 'bold')!;
    expect(bold(asked).probabilityFeasible).toBeLessThan(0.05);
    expect(bold(free).probabilityFeasible).toBeCloseTo(1, 9);
    for (const { sds, values } of asked.arms) {
      expect(sds).toHaveLength(2);
      expect(Math.min(...sds)).toBeGreaterThan(0);
      expect(values).toHaveLength(2);
    }
    // One format only: there is nothing to choose between.
    expect(goalsOf(analyzeHistory(posts, { now, followers }), 'format')).toBeUndefined();
  });

  it('needs six readings of followers on different days, none of them from the future', () => {
    const basis = (readings: typeof followers) =>
      goalsOf(analyzeHistory(posts, { now, followers: readings }))?.followers;
    expect([basis(followers.slice(0, 6)), basis(followers.slice(0, 5))]).toEqual(['modelled', undefined]);
    const future = followers.map(({ at, followers: count }) => ({
      at: new Date(Number(at) + DAYS * DAY),
      followers: count,
    }));
    expect(basis(future)).toBeUndefined();
  });

  it('needs follows counted for half of the posts', () => {
    const counted = account(true);
    const basis = (share: number) => {
      const some = counted.posts.map((post, i) =>
        i < share * counted.posts.length
          ? post
          : { ...post, metrics: post.metrics.map((m) => ({ ...m, new_follows: null })) },
      );
      return goalsOf(analyzeHistory(some, { now, followers: counted.followers }))?.followers;
    };
    expect([basis(0.5), basis(0.45)]).toEqual(['counted', 'modelled']);
  });

  it('takes what X counts per post where it does', () => {
    const counted = account(true);
    const goals = goalsOf(analyzeHistory(counted.posts, { now, followers: counted.followers }))!;
    expect(goals.followers).toBe('counted');
    expect(goals.arms.find(({ arm }) => arm === 'calm')!.values[1]).toBeGreaterThan(0);
  });

  it('looks for losses in the account’s own readings, and says so where there are none', () => {
    const counted = account(true);
    const settings = { goals: { neverLoseFollowers: true } };
    const seen = analyzeHistory(counted.posts, { now, followers: counted.followers, settings });
    expect(goalsOf(seen)?.followers).toBe('modelled');
    const unseen = analyzeHistory(counted.posts, { now, settings });
    expect(goalsOf(unseen)?.followers).toBe('counted');
    expect(unseen.abstentions[0]).toEqual({
      dimension: 'generator',
      question: 'What loses followers?',
      reason:
        'Not enough data: fewer than six readings of followers on different days, and follows counted per post show no losses. ' +
        'Nothing is held back for losing followers.',
      leading: null,
      morePosts: null,
    });
    expect(seen.abstentions.map(({ question }) => question)).not.toContain('What loses followers?');
  });

  it('says so when nothing is known of followers, and follows the objective alone', () => {
    const plain = analyzeHistory(posts, { now });
    expect(plain.goals).toBeUndefined();
    const asked = analyzeHistory(posts, { now, settings: { goals: { followers: 1 } } });
    expect(asked.abstentions[0]).toEqual({
      dimension: 'generator',
      question: 'What brings followers?',
      reason:
        'Not enough data: no follows are counted per post, and fewer than six readings of followers on different days. ' +
        'The policy follows the objective alone.',
      leading: null,
      morePosts: null,
    });
    expect(asked.policy).toEqual(plain.policy);
  });

  it('refuses settings that it does not understand', () => {
    expect(() => analyzeHistory(posts, { now, settings: { goals: { followers: -1 } } })).toThrow(
      'goals.followers must be a number from 0 to 1000000, got -1',
    );
  });
});

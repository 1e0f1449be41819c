import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus';
import type { HistoryPost } from '../../../lib/learning/history.ts';
import type { Analysis, Dimension, Effect } from '../../../lib/optimizing/analysis.ts';
import type { ReportData } from '../../../lib/report/report-data.ts';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-11-22T10:00:00Z');
const GENERATORS = ['contrarian', 'data_nugget', 'story', 'how_to', 'question'];
const TOPICS = ['sleep', 'focus', 'nutrition', 'strength'];
const HOURS = [6, 8, 10, 12, 13, 15, 17, 19, 21, 23];
const LIFTS: Readonly<Record<string, number>> = {
  contrarian: 0.34,
  data_nugget: 0.11,
  story: -0.03,
  how_to: -0.08,
  question: -0.27,
};

/** A simulated account of 28 days whose numbers look like a real one's; the same at every call. */
export function sampleReport(changes: Partial<ReportData> = {}): ReportData {
  return {
    account: { handle: 'sample_account', autonomy: 'auto', publishing: 'off', pausedAt: null },
    generatedAt: NOW,
    timeZone: 'America/New_York',
    simulated: true,
    jobs: [
      job('metrics_scraper', 10, 8),
      job('autonomous_optimizer', 240, 500),
      {
        ...job('error_analysis', 360, 1300),
        lastRun: { at: NOW, status: 'failed', error: 'nothing answers at ::1:5432' },
      },
      { ...job('publisher', 5, 0), lastSuccessAt: null, nextRunAt: null },
    ],
    analysis: sampleAnalysis(),
    posts: samplePosts(),
    followers: Array.from({ length: 29 }, (_, day) => ({
      at: new Date(NOW.getTime() - (28 - day) * 24 * HOUR_MS),
      followers: day === 11 ? null : 12_480 + day * 21 + Math.round(60 * Math.sin(day / 2)),
    })),
    errorGroups: [
      {
        fingerprint: 'f1',
        template: 'TimeoutError: Navigation timeout of <num> ms exceeded',
        category: 'timeout',
        state: 'ongoing',
        escalating: true,
        critical: 'escalating',
        recovered: false,
        count: 14,
        previousCount: 3,
        firstSeen: new Date('2026-11-20T08:00:00Z'),
        lastSeen: new Date('2026-11-22T09:40:00Z'),
        advice: 'X answered slowly. Nothing to do unless it lasts for a day.',
      },
      {
        fingerprint: 'f2',
        template: 'LoginWallError: X showed the login page for @<handle>',
        category: 'auth',
        state: 'resolved',
        escalating: false,
        critical: null,
        recovered: null,
        count: 0,
        previousCount: 1,
        firstSeen: new Date('2026-11-18T08:00:00Z'),
        lastSeen: new Date('2026-11-21T22:10:00Z'),
        advice: null,
      },
    ],
    truth: Object.entries(LIFTS).map(([level, lift]) => ({ dimension: 'generator', level, lift })),
    notes: [
      { at: NOW, severity: 'warning', text: '3 counters that fell to zero were set aside as suspect.' },
      { at: null, severity: 'info', text: 'Publishing is off: posts are planned, not sent.' },
    ],
    ...changes,
  };
}

function job(name: string, everyMinutes: number, minutesAgo: number) {
  const at = new Date(NOW.getTime() - minutesAgo * 60_000);
  return {
    job: name,
    everyMinutes,
    lastSuccessAt: at,
    lastRun: { at, status: 'ok', error: null },
    nextRunAt: new Date(NOW.getTime() + everyMinutes * 30_000),
  };
}

function samplePosts(): HistoryPost[] {
  const random = xoroshiro128plus(20261122);
  const uniform = () => uniformFloat64(random);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(uniform() * items.length)] as Item;
  return Array.from({ length: 280 }, (_, index) => {
    const day = Math.floor(index / 10);
    const posted = Date.UTC(2026, 9, 25 + day, (HOURS[index % 10] ?? 0) + 5);
    const age = (NOW.getTime() - posted) / HOUR_MS;
    const generator = pick(GENERATORS);
    const impressions = Math.round(400 * Math.exp(uniform() * 1.6 - 0.6) * (uniform() < 0.03 ? 12 : 1));
    const engagements = Math.round(impressions * 0.03 * (1 + (LIFTS[generator] ?? 0)) * Math.exp(uniform() - 0.5));
    const collected = new Date(Math.min(NOW.getTime() - 20 * 60_000, posted + 168 * HOUR_MS));
    return {
      tweet_id: String(1_990_000_000_000_000_000n + BigInt(index)),
      posted_at: new Date(posted),
      generator_name: index % 40 === 39 ? null : generator,
      decision_type: uniform() < 0.3 ? 'thread' : 'single',
      topic: pick(TOPICS),
      content: `${index % 7 === 0 ? 'Most advice on this is wrong, and the data says why.\n\nA longer post with a second paragraph that goes on for a while.' : 'One thing I learned this week about keeping a habit'} (${index})`,
      metrics:
        age < 0.5 ? [] : [{ collected_at: collected, impressions: index % 50 === 3 ? null : impressions, engagements }],
    } satisfies HistoryPost;
  }).filter((post) => post.posted_at < NOW);
}

function sampleAnalysis(): Analysis {
  const effect = (dimension: Dimension, level: string, lift: number, half: number, n: number): Effect => ({
    dimension,
    level,
    effect: Math.log1p(lift),
    lift,
    interval: [(1 + lift) / (1 + half) - 1, (1 + lift) * (1 + half) - 1],
    probabilityBest: Math.min(0.9995, Math.max(0.001, 0.3 + lift)),
    n,
  });
  return {
    now: NOW.toISOString(),
    timeZone: 'America/New_York',
    posts: { total: 278, used: 262, leftOut: { 'too young': 9, 'no impressions': 7 } },
    effects: [
      effect('generator', 'contrarian', 0.29, 0.16, 52),
      effect('generator', 'data_nugget', 0.08, 0.17, 58),
      effect('generator', 'story', 0.01, 0.2, 49),
      effect('generator', 'how_to', -0.09, 0.18, 55),
      effect('generator', 'question', -0.22, 0.15, 57),
      effect('format', 'thread', 0.12, 0.14, 82),
      effect('format', 'single', -0.05, 0.06, 190),
      ...HOURS.map((hour, index) => effect('hour', String(hour), 0.3 * Math.sin(hour / 4), index === 3 ? 7 : 0.25, 27)),
      ...TOPICS.map((topic, index) => effect('topic', topic, 0.15 - index * 0.1, 0.2, 65)),
    ],
    findings: [
      {
        dimension: 'generator',
        level: 'contrarian',
        direction: 'above',
        strength: 'lasting',
        lift: 0.29,
        interval: [0.11, 0.5],
        qValue: 0.008,
        n: 52,
        description: 'Posts by contrarian get about 29% more engagement per impression than the average generator.',
      },
      {
        dimension: 'generator',
        level: 'question',
        direction: 'below',
        strength: 'weekly',
        lift: -0.22,
        interval: [-0.34, -0.08],
        qValue: 0.031,
        n: 57,
        description: 'Posts by question get about 22% less engagement per impression than the average generator.',
      },
    ],
    abstentions: [
      {
        dimension: 'format',
        question: 'Do threads do better than single posts?',
        reason: 'The interval of the difference, −2% to +28%, includes no difference.',
        leading: { level: 'thread', probability: 0.87 },
        morePosts: 140,
      },
      {
        dimension: 'hour',
        question: 'Which hour is best?',
        reason: 'Three hours are within the noise of each other.',
        leading: null,
        morePosts: null,
      },
    ],
    optimizations: [
      {
        type: 'generator_weight_adjustment',
        description: 'Move 9 points of the posts from question and how_to to contrarian.',
        expectedImpact: 4.2,
        expectedImpactInterval: [0.9, 7.6],
        implemented: false,
        from: { contrarian: 0.2, data_nugget: 0.2, story: 0.2, how_to: 0.2, question: 0.2 },
        to: { contrarian: 0.29, data_nugget: 0.22, story: 0.2, how_to: 0.17, question: 0.12 },
      },
    ],
    policy: {
      generators: { contrarian: 0.29, data_nugget: 0.22, story: 0.2, how_to: 0.17, question: 0.12 },
      formats: { single: 0.6, thread: 0.4 },
      hours: {},
    },
  };
}

import { beforeEach, describe, expect, it } from 'vitest';
import { addAccount, findAccount, updateAccount } from '../../../lib/database/queries/accounts.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { insertExperiment, insertLook, markEnded, markStarted } from '../../../lib/database/queries/experiments.ts';
import { openDrafts } from '../../../lib/database/queries/plans.ts';
import { insertPolicy } from '../../../lib/database/queries/policies.ts';
import { updateRails } from '../../../lib/database/queries/rails.ts';
import { planExperiment } from '../../../lib/experiments/plan.ts';
import type { ContentGenerator, Exchange } from '../../../lib/generation/content-generator.ts';
import { GenerationError } from '../../../lib/generation/errors.ts';
import { offlineGenerator } from '../../../lib/generation/offline-generator.ts';
import { TEMPLATES } from '../../../lib/generation/templates.ts';
import { accountSettings } from '../../../lib/jobs/account-settings.ts';
import { contentPlanner } from '../../../lib/jobs/content-planner.ts';
import { writeDraft } from '../../../lib/jobs/write-draft.ts';
import { testDatabase } from '../../support/database.ts';
import { runOnce } from '../../support/job.ts';

const db = testDatabase();
const start = new Date('2026-11-02T00:00:00Z');
const now = new Date('2026-11-23T00:10:00Z');
const hoursOn = (hours: number) => new Date(now.getTime() + hours * 3_600_000);
const weights = {
  generators: { how_to_guide: 0.6, field_notes: 0.4 },
  formats: { single: 0.7, thread: 0.3 },
  hours: { '8': 0.2, '11': 0.2, '14': 0.2, '17': 0.2, '20': 0.2 },
};

interface Post {
  id: string;
  status: string;
  generator: string;
  scheduled_at: Date;
  content: string | null;
  reason: string | null;
}
const posts = () =>
  db.sql<
    Post[]
  >`select decision_id as id, status, generator_name as generator, scheduled_at, content, status_reason as reason
    from content_metadata order by scheduled_at`;
const plan = (options: Partial<Parameters<typeof runOnce>[1]> = {}) =>
  runOnce(contentPlanner, { sql: db.sql, time: now, ...options });

/** Writes offline, but for one generator, which does what it is told. */
const failing =
  (name: string, generate: ContentGenerator['generate']) =>
  (wanted: string): ContentGenerator =>
    wanted === name ? { ...offlineGenerator(wanted), generate } : offlineGenerator(wanted);

beforeEach(async () => {
  await db.sql`truncate accounts, policies, job_runs, system_events cascade`;
  await addAccount(db.sql, { accountId: 'ada', timeZone: 'UTC', at: start });
  const policy = { accountId: 'ada', weights, evidence: {}, madeBy: 'baseline', reason: 'habit' } as const;
  await insertPolicy(db.sql, { ...policy, at: start, activeFrom: start });
});

describe('the planner', () => {
  it('plans the coming days and writes what comes within 24 hours, for a person to approve', async () => {
    const { counts, problems, lines } = await plan();
    expect(counts).toMatchObject({ planned: 10, written: 5, skipped: 0, left: 0 });
    expect(problems).toEqual([]);
    const [today, tomorrow] = [(await posts()).slice(0, 5), (await posts()).slice(5)];
    for (const { status, content } of today) {
      expect(status).toBe('pending_approval');
      expect(content).not.toBe('');
    }
    for (const post of tomorrow) expect(post).toMatchObject({ status: 'draft', content: null });
    expect(lines.at(-1)!.message).toBe('[CONTENT_PLANNER] Planned 10 posts of @ada, wrote 5');
  });

  it('stores what was drawn, with its probabilities, and how the text came about', async () => {
    await plan();
    const [row] = await db.sql`
      select c.*, g.prompt, g.answer, g.usd, g.prompt_hash as asked from content_metadata c join generations g using (decision_id)
      order by scheduled_at limit 1`;
    const { generator, format, hour, holdout } = row!.assignment_probabilities;
    expect(generator).toBe(row!.generator_name === 'how_to_guide' ? 0.6 : 0.4);
    expect(row!.assignment_probability).toBeCloseTo(generator * format * hour, 12);
    expect(holdout).toBe(row!.is_holdout ? 0.2 : 0.8);
    expect(row).toMatchObject({
      ...{ policy_version: 1, model: 'offline', generation_cost: 0, generator_version: 'offline-1', usd: 0 },
      planned_at: now,
      prompt_hash: row!.asked,
    });
    expect(row!.content_hash).toMatch(/^[0-9a-f]{16}$/);
    expect(JSON.parse(row!.prompt).decisionId).toBe(row!.decision_id);
    expect(row!.answer).toContain(JSON.stringify(row!.content).slice(1, -1));
    expect(row!.features.plan).toEqual({ day: '2026-11-23', index: expect.any(Number) });
  });

  it('tells of a plan in one event, and of an hour in which nothing changed in none', async () => {
    await plan();
    await plan({ time: hoursOn(1) });
    const events = await latestEvents(db.sql, { type: 'content_plan', accountId: 'ada', limit: 5 });
    expect(events).toHaveLength(1);
    const stored = await posts();
    const { decisions, policyVersion } = events[0]!.eventData as { decisions: unknown[]; policyVersion: number };
    expect(policyVersion).toBe(1);
    expect(decisions).toMatchObject(
      stored.map(({ id, generator, scheduled_at }) => ({
        decisionId: id,
        generator,
        scheduledAt: scheduled_at.toISOString(),
      })),
    );
  });

  it('makes the same plan from the same inputs', async () => {
    await plan();
    const first = await posts();
    await db.sql`delete from content_metadata`;
    await plan();
    expect(await posts()).toEqual(first);
  });

  it('grows hour by hour, and writes what comes near', async () => {
    await plan();
    const before = await posts();
    await plan({ time: hoursOn(12) });
    const after = await posts();
    expect(after.map(({ id }) => id)).toEqual(before.map(({ id }) => id));
    for (const { scheduled_at, status } of after) {
      expect(status === 'draft').toBe(scheduled_at > hoursOn(36));
    }
    expect((await plan({ time: hoursOn(24) })).counts).toMatchObject({ planned: 5 });
  });

  it('queues at once where the account wants no approval', async () => {
    await db.sql`update accounts set approval = 'none'`;
    await plan();
    expect((await posts())[0]!.status).toBe('queued');
  });

  it('does nothing while the account is paused, and stops when it is paused meanwhile', async () => {
    await db.sql`update accounts set paused_at = now()`;
    expect((await plan()).counts).toEqual({ planned: 0, written: 0, skipped: 0 });
    expect(await posts()).toEqual([]);
    await db.sql`update accounts set paused_at = null`;
    const pausing = (name: string): ContentGenerator => ({
      ...offlineGenerator(name),
      generate: async (...asked) => {
        await db.sql`update accounts set paused_at = now()`;
        return offlineGenerator(name).generate(...asked);
      },
    });
    expect((await plan({ generators: pausing })).counts).toMatchObject({ written: 1, left: 4 });
  });

  it('plans nothing without a policy, and says why once', async () => {
    await db.sql`truncate policies cascade`;
    const { counts, lines } = await plan();
    expect(counts).toMatchObject({ planned: 0, written: 0 });
    expect(lines[0]!.message).toBe(
      '[CONTENT_PLANNER] There is no policy yet: the optimizer makes the first one, unless it may only observe.',
    );
    await plan({ time: hoursOn(1) });
    expect(await latestEvents(db.sql, { type: 'content_plan', accountId: 'ada', limit: 5 })).toHaveLength(1);
  });

  it('begins with the styles of the repository, all alike, where no generator is known', async () => {
    await db.sql`truncate policies cascade`;
    const nothingKnown = { ...weights, generators: { unknown: 1 } };
    const policy = {
      accountId: 'ada',
      weights: nothingKnown,
      evidence: {},
      madeBy: 'baseline',
      reason: 'new',
    } as const;
    await insertPolicy(db.sql, { ...policy, at: start, activeFrom: start });
    await plan();
    const used = await db.sql`select generator_name as name, (assignment_probabilities->>'generator')::float as p
      from content_metadata`;
    expect(used).toHaveLength(10);
    for (const { name, p } of used) {
      expect(TEMPLATES.map((template) => template.name)).toContain(name);
      // One of the six writes threads only, and is not open once a day has its threads.
      expect([1 / 6, 1 / 5]).toContain(p);
    }
  });

  it('chooses topics by what was learned, and hands them on', async () => {
    const topic = (level: string, probabilityBest: number) => ({ dimension: 'topic', level, probabilityBest });
    const data = { effects: [topic('heat_pumps', 1), topic('unknown', 0)], findings: [] };
    await db.sql`insert into system_events (event_type, event_data, account_id, created_at)
      values ('autonomous_optimization', ${db.sql.json(data)}, 'ada', ${start})`;
    await plan();
    const rows = await db.sql`select topic_cluster, assignment_probabilities->'topic' as p from content_metadata`;
    expect(new Set(rows.map(({ p }) => p))).toEqual(
      new Set(rows.some((r) => r.topic_cluster === null) ? [0.15, 0.85] : [0.85]),
    );
    expect(rows.filter(({ topic_cluster }) => topic_cluster === 'heat_pumps').length).toBeGreaterThan(5);
  });
});

describe('an experiment that runs', () => {
  const terms = planExperiment({
    id: '5f0c2f8e-9a53-4d43-8df5-3b2a0b9d1c11',
    dimension: 'generator',
    arms: ['how_to_guide', 'plain_numbers'],
    startsAt: start,
    postsPerDay: 5,
    residualSd: 0.7,
    lift: 0.35,
  });

  it('gives its arms to posts that are no holdout, with the arm on record, and to none after its end', async () => {
    await insertExperiment(db.sql, { accountId: 'ada', name: 'numbers', plan: terms, at: start });
    await markStarted(db.sql, terms, start);
    await plan();
    const rows =
      await db.sql`select generator_name as generator, experiment_id as id, experiment_arm as arm, is_holdout as "isHoldout",
      (assignment_probabilities->>'generator')::float as p from content_metadata`;
    for (const { generator, id, arm, isHoldout, p } of rows) {
      expect(id).toBe(isHoldout ? null : terms.id);
      if (!isHoldout) expect([generator, p]).toEqual([arm, 0.5]);
    }
    expect(rows.some(({ arm }) => arm === 'plain_numbers')).toBe(true);
    await markEnded(db.sql, { id: terms.id, reason: 'operator', arm: null, words: 'enough', at: hoursOn(1) });
    await plan({ time: hoursOn(24) });
    const [after] =
      await db.sql`select count(experiment_id)::int as n from content_metadata where planned_at > ${hoursOn(1)}`;
    expect(after!.n).toBe(0);
  });
});

describe('an experiment whose shares move', () => {
  const terms = planExperiment({
    id: '6f0c2f8e-9a53-4d43-8df5-3b2a0b9d1c11',
    dimension: 'hook',
    arms: ['question', 'claim'],
    startsAt: start,
    postsPerDay: 5,
    residualSd: 0.7,
    lift: 0.35,
    allocation: { kind: 'thompson' },
  });

  it('draws by the newest look, keeps the shares with each post, and its hook reaches the text', async () => {
    await insertExperiment(db.sql, { accountId: 'ada', name: 'hooks', plan: terms, at: start });
    await markStarted(db.sql, terms, start);
    const decision = { action: 'continue' as const, reason: null, arm: null, words: 'Running.' };
    const look = {
      ...{
        at: start.toISOString(),
        posts: 0,
        primary: [],
        secondary: [],
        guardrails: [],
        sampleRatioPValue: 1,
        decision,
      },
      weights: [0.2, 0.8],
    };
    await insertLook(db.sql, terms.id, { lookedAt: start, assigned: [0, 0], look });
    await plan();
    const rows = await db.sql`
      select e.arm, e.probability, e.weights, c.hook_type as hook, c.content, c.experiment_id as id
      from content_experiments e join content_metadata c using (decision_id)`;
    expect(rows.length).toBeGreaterThan(3);
    for (const { arm, probability, weights, hook, id } of rows) {
      expect([weights, hook, id]).toEqual([[0.2, 0.8], arm, terms.id]);
      expect(probability).toBe(arm === 'claim' ? 0.8 : 0.2);
    }
    const questions = rows.filter(({ arm, content }) => arm === 'question' && content !== null);
    expect(questions.every(({ content }) => content.includes('?'))).toBe(true);
    await expect(db.sql`update content_experiments set arm = 'claim'`).rejects.toThrow('draws are kept');
    await expect(db.sql`delete from content_experiments`).rejects.toThrow('draws are kept');
  });
});

describe('rails that change', () => {
  it('take back what they have no room for any more, the last posts first', async () => {
    await plan();
    const [first, second] = await posts();
    await updateRails(db.sql, 'ada', { postsPerDay: 2 });
    expect((await plan({ time: hoursOn(1) })).counts).toMatchObject({ withdrawn: 6, planned: 0 });
    const day = (await posts()).slice(0, 5);
    expect(day.map(({ status }) => status)).toEqual([
      ...['pending_approval', 'pending_approval', 'skipped', 'skipped', 'skipped'],
    ]);
    expect(day.slice(0, 2).map(({ id }) => id)).toEqual([first!.id, second!.id]);
    expect(day[2]!.reason).toMatch(/^the rails have changed since it was planned: posts_per_day/);
  });
});

describe('a run that does not end well', () => {
  it('leaves drafts that the next one writes, and plans nothing twice', async () => {
    // Killed after planning: no time was left for a single text.
    expect((await plan({ timeLeft: () => 0 })).counts).toMatchObject({ planned: 10, written: 0, left: 5 });
    const planned = (await posts()).map(({ id }) => id);
    expect((await plan({ time: hoursOn(1) })).counts).toMatchObject({ planned: 0, written: 5 });
    expect((await posts()).map(({ id }) => id)).toEqual(planned);
  });

  it('leaves a draft that it was at to the next one, not to one that runs beside it', async () => {
    await plan({ timeLeft: () => 0 });
    const [first] = await posts();
    const until = (hours: number) => db.sql`update content_metadata
      set features = features || ${db.sql.json({ writingUntil: hoursOn(hours).toISOString() })} where decision_id = ${first!.id}`;
    await until(0.1);
    expect((await plan()).counts).toMatchObject({ written: 4, left: 0 });
    expect((await posts())[0]).toMatchObject({ status: 'draft', content: null });
    expect((await plan({ time: hoursOn(1) })).counts).toMatchObject({ written: 1 });
  });

  it('gives up a decision whose time came before its text', async () => {
    await plan({ timeLeft: () => 0 });
    expect((await plan({ time: hoursOn(15) })).counts.missed).toBeGreaterThan(0);
    expect((await posts())[0]).toMatchObject({ status: 'skipped', reason: 'its time came before it was written' });
  });

  it('plans once when two run at the same time', async () => {
    const [a, b] = await Promise.all([plan(), plan()]);
    expect(a.counts.planned! + b.counts.planned!).toBe(10);
    expect(a.counts.written! + b.counts.written!).toBe(5);
    expect(await posts()).toHaveLength(10);
  });
});

describe('a provider that fails', () => {
  const asked: Exchange = {
    ...{
      model: 'openai:m',
      prompt: 'write',
      promptHash: 'abc',
      answer: 'no\u0000',
      inputTokens: 100,
      outputTokens: 20,
    },
    usd: 0.002,
  };
  const dayOf = async () => (await posts()).slice(0, 5);

  it('costs its slots and nothing else: skipped with the reason, a problem each', async () => {
    const generators = failing('field_notes', () => Promise.reject(new Error('the provider is down')));
    const { counts, problems } = await plan({ generators });
    const today = await dayOf();
    const lost = today.filter(({ generator }) => generator === 'field_notes');
    expect(lost.length).toBeGreaterThan(0);
    expect(lost.length).toBeLessThan(5);
    for (const { status, generator, reason } of today) {
      expect(status).toBe(generator === 'field_notes' ? 'skipped' : 'pending_approval');
      expect(reason).toBe(generator === 'field_notes' ? 'the provider is down' : null);
    }
    expect(counts).toMatchObject({ written: 5 - lost.length, skipped: lost.length });
    expect(problems!.map(({ context }) => context!.decision_id)).toEqual(lost.map(({ id }) => id));
    // What is lost is not planned again.
    expect((await plan({ time: hoursOn(1), generators })).counts).toMatchObject({ planned: 0, written: 0 });
  });

  it('keeps every question and answer, and what it cost', async () => {
    const candidates = [{ format: 'single' as const, parts: ['x'.repeat(400)], topic: null, hookType: null }];
    await plan({
      generators: (name) => ({
        ...offlineGenerator(name),
        generate: async () => ({ candidates, exchanges: [asked, asked] }),
      }),
    });
    for (const { status } of await dayOf()) expect(status).toBe('skipped');
    const kept =
      await db.sql`select model, answer, problems, usd from generations where decision_id = ${(await dayOf())[0]!.id}
      order by jsonb_array_length(problems)`;
    expect(kept).toHaveLength(2);
    expect(kept[1]!.problems[0]).toMatch(/^Candidate 1: /);
    expect(kept[0]).toMatchObject({ model: 'openai:m', answer: 'no\uFFFD', usd: 0.002 });
    const [cost] = await db.sql`select units, usd, day::text from api_costs where service = 'language_model'`;
    expect(cost).toMatchObject({ units: 1_200, day: '2026-11-23' });
    expect(cost!.usd).toBeCloseTo(0.02, 12);
  });

  it('that never answers is left when its time is over', async () => {
    await plan({ timeLeft: () => 0 });
    const account = (await findAccount(db.sql, 'ada'))!;
    const [draft] = await openDrafts(db.sql, { accountId: 'ada', until: hoursOn(24) });
    const silent = (name: string) => ({ ...offlineGenerator(name), generate: () => new Promise<never>(() => {}) });
    const { signal } = new AbortController();
    const scorer = { reason: 'nothing is judged', forSlot: () => () => null };
    const settings = accountSettings({});
    const material = {
      account,
      settings,
      analysis: null,
      posts: [],
      leaveOut: new Set<string>(),
      scorer,
      generatorOf: silent,
    };
    const written = await writeDraft(db.sql, draft!, { material, now, limitMs: 5, signal });
    expect(written).toMatchObject({ error: { code: 'GENERATION_TIMEOUT' }, waits: true });
    expect((await posts())[0]).toMatchObject({ status: 'draft', content: null });
  });

  it.each(['GENERATION_UNAUTHORIZED', 'GENERATION_RATE_LIMITED', 'GENERATION_PROVIDER_FAILED'] as const)(
    'without an answer (%s) costs no slot: the next run asks again, and writes',
    async (code) => {
      const down = failing('field_notes', () => Promise.reject(new GenerationError(code, { detail: 'No answer' })));
      const { counts, problems } = await plan({ generators: down });
      const lost = (await dayOf()).filter(({ generator }) => generator === 'field_notes');
      expect(lost.length).toBeGreaterThan(0);
      expect(counts).toMatchObject({ written: 5 - lost.length, skipped: 0, left: lost.length });
      expect(problems).toHaveLength(lost.length);
      for (const post of lost) {
        expect(post).toMatchObject({ status: 'draft', content: null, reason: expect.stringMatching(/^No answer/) });
      }
      expect((await plan({ time: hoursOn(1) })).counts).toMatchObject({ planned: 0, written: lost.length, left: 0 });
      for (const post of await dayOf()) expect(post).toMatchObject({ status: 'pending_approval', reason: null });
    },
  );

  it('until its time has come costs the slot, with what the last try failed with', async () => {
    const detail = 'The key is not known';
    const refuse = () => Promise.reject(new GenerationError('GENERATION_UNAUTHORIZED', { detail }));
    const generators = (name: string) => ({ ...offlineGenerator(name), generate: refuse });
    await plan({ generators });
    expect((await plan({ time: hoursOn(15), generators })).counts.missed).toBeGreaterThan(0);
    const [first] = await posts();
    expect(first).toMatchObject({ status: 'skipped', content: null });
    expect(first!.reason).toMatch(
      /^its time came before it was written; last try: The key is not known\. Check the key/,
    );
  });

  it('answering what is no post costs the slot at once', async () => {
    const refuse = () => Promise.reject(new GenerationError('GENERATION_REFUSED', { detail: 'It would not' }));
    const { counts } = await plan({ generators: (name) => ({ ...offlineGenerator(name), generate: refuse }) });
    expect(counts).toMatchObject({ written: 0, skipped: 5, left: 0 });
  });
});

describe('what the operator settled', () => {
  it('about texts reaches whoever writes', async () => {
    const content = { language: 'en-GB', voice: 'dry', bannedTopics: ['politics'], maxHashtags: 0 };
    await updateAccount(db.sql, 'ada', { settings: { content } });
    const briefs: unknown[] = [];
    await plan({
      generators: (name) => ({
        ...offlineGenerator(name),
        generate: async (...args) => {
          briefs.push(args[0]);
          return offlineGenerator(name).generate(...args);
        },
      }),
    });
    expect(briefs[0]).toMatchObject({
      language: 'en-GB',
      voice: 'dry',
      rules: { bannedTopics: ['politics'], maxHashtags: 0 },
    });
  });
});

import { describe, expect, it } from 'vitest';
import { planContent } from '../../../lib/content/plan.ts';
import type { ExistingPost, PlanInput } from '../../../lib/content/plan-input.ts';

const weights = {
  generators: { how_to: 0.7, story: 0.3 },
  formats: { single: 0.8, thread: 0.2 },
  hours: { '9': 0.3, '12': 0.2, '15': 0.2, '18': 0.2, '21': 0.1 },
};
const base: PlanInput = {
  accountId: 'ada',
  now: '2026-11-22T00:00:00Z', // a Sunday
  timeZone: 'UTC',
  policy: { version: 3, weights },
};
const at = (plan: ReturnType<typeof planContent>) => plan.decisions.map(({ scheduledAt }) => scheduledAt.toISOString());
const asExisting = (plan: ReturnType<typeof planContent>): ExistingPost[] =>
  plan.decisions.map(({ scheduledAt, format, day, index }) => ({
    at: scheduledAt,
    format,
    occupies: true,
    decision: { day, index },
  }));

describe('a plan', () => {
  it('fills every local day that begins within the next 24 hours', () => {
    const plan = planContent({ ...base, now: '2026-11-22T10:00:00Z' });
    const days = Object.groupBy(plan.decisions, ({ day }) => day);
    expect(days['2026-11-23']).toHaveLength(5);
    // Of this day the hours 12, 15, 18 and 21 are ahead: 70% of five posts.
    expect(days['2026-11-22']).toHaveLength(4);
    expect(Object.keys(days)).toHaveLength(2);
  });

  it('is the same for the same inputs, in whatever order they name things', () => {
    const reversed = {
      generators: Object.fromEntries(Object.entries(weights.generators).reverse()),
      formats: Object.fromEntries(Object.entries(weights.formats).reverse()),
      hours: weights.hours,
    };
    expect(planContent({ ...base, policy: { version: 3, weights: reversed } })).toEqual(planContent(base));
    expect(at(planContent({ ...base, accountId: 'bob' }))).not.toEqual(at(planContent(base)));
  });

  it('grows when it is asked for again, and draws nothing twice', () => {
    const first = planContent({ ...base, now: '2026-11-22T01:00:00Z' });
    const again = planContent({ ...base, now: '2026-11-22T05:00:00Z', existing: asExisting(first) });
    expect(again.decisions).toEqual([]);
    const later = planContent({ ...base, now: '2026-11-23T01:00:00Z', existing: asExisting(first) });
    expect(new Set(later.decisions.map(({ day }) => day))).toEqual(new Set(['2026-11-24']));
  });

  it('does not decide again what came to nothing', () => {
    const skipped = asExisting(planContent(base)).map((post, k) => (k === 0 ? { ...post, occupies: false } : post));
    expect(planContent({ ...base, existing: skipped }).decisions).toEqual([]);
  });

  it('counts posts that were found, and keeps its distance to them', () => {
    const found = { format: 'single', occupies: true, decision: null } as const;
    const existing = [
      { ...found, at: '2026-11-22T12:30:00Z' },
      { ...found, at: '2026-11-22T14:59:30Z' },
    ];
    const today = planContent({ ...base, existing }).decisions.filter(({ day }) => day === '2026-11-22');
    expect(today).toHaveLength(3);
    for (const { scheduledAt } of today) {
      for (const { at: other } of existing) {
        expect(Math.abs(scheduledAt.getTime() - Date.parse(other))).toBeGreaterThanOrEqual(3_600_000);
      }
    }
  });

  it('names the policy, and draws the holdout from the baseline', () => {
    const baseline = { version: 1, weights: { ...weights, generators: { plain: 1 } } };
    const plan = planContent({ ...base, baseline, holdoutShare: 0.5, horizonHours: 24 });
    const holdout = plan.decisions.filter(({ isHoldout }) => isHoldout);
    expect(holdout.length).toBeGreaterThan(0);
    expect(new Set(holdout.map(({ generator }) => generator))).toEqual(new Set(['plain']));
    expect(new Set(plan.decisions.map(({ policyVersion }) => policyVersion))).toEqual(new Set([3]));
    for (const { isHoldout, generator } of plan.decisions) expect(generator === 'plain').toBe(isHoldout);
    for (const { assignmentProbabilities } of plan.decisions) expect(assignmentProbabilities.holdout).toBe(0.5);
  });

  it('stores the probability of every dimension and of the whole', () => {
    for (const decision of planContent({ ...base, topics: { '': 0.5, pumps: 0.5 } }).decisions) {
      const { generator, format, hour, topic } = decision.assignmentProbabilities;
      expect(generator).toBe(decision.generator === 'how_to' ? 0.7 : 0.3);
      expect(topic).toBe(0.5);
      expect(decision.assignmentProbability).toBeCloseTo(generator * format * hour * topic!, 12);
      expect([null, 'pumps']).toContain(decision.topic);
    }
  });

  it('takes the topics of the policy where it has some', () => {
    const policy = { version: 3, weights: { ...weights, topics: { valves: 1 } } };
    const plan = planContent({ ...base, policy, topics: { pumps: 1 } });
    expect(new Set(plan.decisions.map(({ topic }) => topic))).toEqual(new Set(['valves']));
  });
});

describe('a plan that cannot have what the policy wants', () => {
  const textsOf = (input: Partial<PlanInput>) => planContent({ ...base, ...input }).notes.map(({ text }) => text);

  it('says that there is no policy', () => {
    const plan = planContent({ ...base, policy: null });
    expect(plan.decisions).toEqual([]);
    expect(plan.notes[0]).toMatchObject({ cause: 'no_policy', text: expect.stringContaining('no policy yet') });
  });

  it('plans from the baseline where nothing else is in force', () => {
    const plan = planContent({ ...base, policy: null, baseline: { version: 1, weights } });
    expect(plan.decisions.length).toBeGreaterThan(0);
    expect(plan.decisions[0]!.policyVersion).toBe(1);
  });

  it('says which share the threads of a day cannot have', () => {
    const policy = { version: 3, weights: { ...weights, formats: { single: 0.4, thread: 0.6 } } };
    const notes = textsOf({ policy, rails: { threadsPerDay: 1 } });
    expect(notes).toContainEqual(
      expect.stringMatching(
        /^threads: the policy wants 60%, the rails allow 1 of 5 posts a day; this plan has 1 of 5$/,
      ),
    );
  });

  it('says which hours are quiet', () => {
    expect(textsOf({ locks: { forbiddenHours: [9] }, rails: { quietHours: [21] } })).toContain(
      'quiet hours 9, 21: the policy wants 40% there, the rails allow none',
    );
  });

  it('says which hour is wanted more often than once a day', () => {
    const policy = {
      version: 3,
      weights: { ...weights, hours: { '9': 0.6, '12': 0.1, '15': 0.1, '18': 0.1, '21': 0.1 } },
    };
    expect(textsOf({ policy })).toContainEqual(
      expect.stringMatching(/^hour 9: the policy wants 60%, the rails allow 1 of 5 posts a day; this plan has 1 of 5$/),
    );
  });

  it('plans nothing on a day on which it never posts, and says so', () => {
    const plan = planContent({ ...base, locks: { neverPostDays: [6] } });
    expect(plan.decisions.map(({ day }) => day)).not.toContain('2026-11-22');
    expect(plan.notes[0]!.text).toBe('2026-11-22 is a Sunday, on which the rails never post');
  });

  it('plans nothing when every hour is forbidden, or the rails allow no posts', () => {
    const hours = Array.from({ length: 24 }, (_, hour) => hour);
    expect(planContent({ ...base, rails: { quietHours: hours } })).toEqual({
      decisions: [],
      notes: [{ cause: 'quiet_hours', text: '2026-11-22: every hour that the policy wants is quiet' }],
    });
    const none = planContent({ ...base, rails: { postsPerDay: 0 } });
    expect(none.notes.map(({ text }) => text)).toEqual(['The rails allow no posts: posts per day is 0.']);
  });

  it('never plans what has no weight, and says that it found no time', () => {
    const policy = { version: 3, weights: { ...weights, hours: { '9': 1, '12': 0 } } };
    const plan = planContent({ ...base, policy, horizonHours: 1 });
    expect(plan.decisions.map(({ hour }) => hour)).toEqual([9]);
    expect(plan.notes.map(({ text }) => text)).toContainEqual(
      expect.stringMatching(/^2026-11-22: only 1 of 5 more posts found a time/),
    );
  });

  it('says that nothing here can write as a generator', () => {
    const plan = planContent({ ...base, generators: { story: ['single'] } });
    expect(new Set(plan.decisions.map(({ generator, format }) => `${generator} ${format}`))).toEqual(
      new Set(['story single']),
    );
    expect(plan.notes.map(({ text }) => text)).toContain(
      'generator how_to: the policy wants 70%, but nothing here can write as it',
    );
  });

  it('lets the generators that are here share the posts when the policy knows none of them', () => {
    const plan = planContent({ ...base, generators: { essay: ['single', 'thread'], quip: ['single', 'thread'] } });
    for (const { assignmentProbabilities } of plan.decisions) expect(assignmentProbabilities.generator).toBe(0.5);
  });

  it.each([
    [{ now: 'soon' }, /now must be a time/],
    [{ holdoutShare: 1.2 }, /holdoutShare must be a share/],
    [{ timeZone: 'Mars/Olympus' }, /timeZone must be an IANA name/],
  ])('refuses %j', (input, message) => {
    expect(() => planContent({ ...base, ...input })).toThrow(message);
  });
});

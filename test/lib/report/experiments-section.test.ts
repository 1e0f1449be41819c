import { describe, expect, it } from 'vitest';
import type { Look } from '../../../lib/experiments/decide.ts';
import { planExperiment } from '../../../lib/experiments/plan.ts';
import { tellExperiment } from '../../../lib/experiments/tell-experiment.ts';
import { renderReport } from '../../../lib/report/render-report.ts';
import { renderStatus, statusOf } from '../../../lib/report/render-status.ts';
import { sampleReport } from './sample-report.ts';

const plan = planExperiment({
  id: 'e1',
  dimension: 'generator',
  arms: ['story', 'question'],
  startsAt: '2026-11-01T00:00:00Z',
  postsPerDay: 10,
  residualSd: 0.7,
  lift: 0.35,
});
const day = (number: number) => new Date(Date.UTC(2026, 10, number));
const look = (number: number, lift: number, interval: [number, number]) => ({
  lookedAt: day(number),
  look: {
    at: day(number).toISOString(),
    posts: 10 * (number - 1),
    primary: [{ arm: 'question', lift, interval }],
    guardrails: [],
    decision: { action: 'continue', reason: null, arm: null, words: 'Running: some posts.' },
  } as unknown as Look,
});
// As the database gives them back: what was infinite is null.
const early = look(3, 0.5, [-1, null as unknown as number]);
const told = {
  name: 'questions',
  plan,
  startedAt: day(1),
  endedAt: null,
  endWords: null,
  looks: [early, look(8, 0.3, [-0.05, 0.6])],
};
const running = tellExperiment(told);
const ended = tellExperiment({ ...told, name: 'old', endedAt: day(20), endWords: 'question wins.' });

describe('the story of an experiment', () => {
  it('says how it stands, with the interval that holds at all looks', () => {
    expect(running).toMatchObject({ state: 'running', control: 'story', treatments: ['question'] });
    expect(running.words).toBe('Running: some posts. So far: question +30% (−5% to +60%).');
    expect(running.promise).toMatch(
      /^generator story against question, by engagement_rate: at most 420 posts in 42 days\./,
    );
    expect(running.promise).toMatch(/wrongly in at most 5%, however often it is looked at\.$/);
    expect(running.overTime[0]).toEqual({ at: day(3), posts: 20, arm: 'question', lift: 0.5, interval: [null, null] });
  });

  it('says how it ended, or that it has not begun', () => {
    expect(ended).toMatchObject({ state: 'ended', words: 'question wins. It ran for 19 days.' });
    const planned = tellExperiment({ ...told, startedAt: null, looks: [] });
    expect(planned).toMatchObject({ state: 'planned', words: 'Planned, not started.' });
    const guarded = { ...plan, guardrails: [{ name: 'followers', better: 'higher' as const, margin: 0.1 }] };
    expect(tellExperiment({ ...told, plan: guarded }).words).toMatch(/ Guardrail followers is not measured yet\.$/);
    expect(tellExperiment({ ...told, looks: [] }).words).toBe('Started, not looked at yet.');
    expect(tellExperiment({ ...told, looks: [early] }).words).toContain('question +50% (too early to say)');
  });

  it('is in the report with its interval over time and what was planted, and absent where there is none', () => {
    const html = renderReport(sampleReport({ experiments: [ended, { ...running, truth: { question: 0.22 } }] }));
    expect(html).toContain('<a href="#experiments">');
    expect(html.indexOf('questions')).toBeLessThan(html.indexOf('>old<'));
    expect(html).toContain('too early to say');
    expect(html).toContain('n 70');
    expect(html).toContain('planted in the simulation');
    expect(renderReport(sampleReport())).not.toContain('id="experiments"');
    const evil = renderReport(sampleReport({ experiments: [{ ...running, name: '<script>' }] }));
    expect(evil).not.toContain('<script>');
  });

  it('is in the status while it runs, and for a week after', () => {
    const text = renderStatus(statusOf(sampleReport({ experiments: [running, ended] })));
    expect(text).toContain('Experiments     questions (running): Running: some posts.');
    expect(text).toContain('old (ended): question wins.');
    const long = tellExperiment({ ...told, endedAt: day(10), endWords: 'x' });
    expect(renderStatus(statusOf(sampleReport({ experiments: [long] })))).not.toContain('Experiments');
  });
});

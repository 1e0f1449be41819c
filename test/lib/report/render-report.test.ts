import { describe, expect, it } from 'vitest';
import type { Goals } from '../../../lib/optimizing/analysis.ts';
import { renderReport } from '../../../lib/report/render-report.ts';
import { sampleReport } from './sample-report.ts';

const HOSTILE = `"><script>alert(1)</script><img src=http://evil.example/x onerror='a()'></style>\u202e&lt;`;

describe('the report', () => {
  const page = renderReport(sampleReport());

  it('is one file that loads nothing and runs nothing', () => {
    expect(page).not.toMatch(/<script|<link|<iframe|<img|<object|@import|url\(|\ssrc=|\son\w+=/i);
    expect(page).not.toMatch(/https?:/);
    expect(page).toContain(`content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;`);
  });

  it('shows findings, effects and abstentions with the numbers of the analysis', () => {
    expect(page).toContain('<div class="figure">+29%<small>+11% to +50%</small></div>');
    expect(page).toContain('52 posts, q = 0.0080');
    expect(page).toContain('57 posts, q = 0.031');
    expect(page).toContain('About 140 more posts to decide.');
    expect(page).toContain('2 findings, 2 open questions');
  });

  it('tells what a post did for followers, counted or estimated with how unsure that is', () => {
    const sample = sampleReport();
    const counted = sample.posts.map((post) => ({
      ...post,
      metrics: post.metrics.map((one) => ({ ...one, new_follows: 4 })),
    }));
    expect(renderReport(sampleReport({ posts: counted }))).toContain(' · 4 new follows</span>');
    const days = Array.from({ length: 20 }, (_, day) => ({
      at: new Date(sample.generatedAt.getTime() - (20 - day) * 86_400_000),
      followers: 1_000 + 3 * day + (day % 3),
    }));
    expect(renderReport(sampleReport({ followers: days }))).toMatch(
      / · followers about [+\u2212]?\d+ \([^)]+ to [^)]+\)<\/span>/,
    );
    expect(renderReport(sampleReport({ followers: [] }))).not.toContain('followers about');
  });

  it('shows what a level does for followers beside the engagement, and says when nothing is known', () => {
    expect(page).toContain('Nothing is known yet of what posts do for followers.');
    const analysis = sampleReport().analysis!;
    const arm = { onFront: true, probabilityOnFront: 0.9, probabilityFeasible: 1 };
    const goals: Goals[] = [
      {
        dimension: 'generator',
        objectives: ['engagement_rate', 'followers'],
        followers: 'modelled',
        isAsked: true,
        arms: [
          { ...arm, arm: 'bold', values: [0.2, -3], sds: [0.1, 1], probabilityChosen: 0.2 },
          { ...arm, arm: '<calm>', values: [-0.2, 4], sds: [0.1, 1.5], probabilityChosen: 0.8 },
        ],
        chosen: '<calm>',
        hypervolume: 0.0412,
        reference: [-0.3, -4],
      },
    ];
    const shown = renderReport(sampleReport({ analysis: { ...analysis, goals } }));
    expect(shown).toContain('<td>+22%</td><td>\u22123 (\u22125 to \u22121)</td>');
    expect(shown).toContain('<bdi>&lt;calm&gt;</bdi> <span class="strength">at the operator’s point</span>');
    expect(shown).toContain('Both together: 0.0412, which grows');
  });

  it('states the promise of every strength it shows, and of no other', () => {
    expect(page).toContain('holds however often it is looked at');
    expect(page).toContain('at most one weekly report in twenty');
    const analysis = sampleReport().analysis;
    const lasting = analysis && { ...analysis, findings: analysis.findings.filter((f) => f.strength === 'lasting') };
    expect(renderReport(sampleReport({ analysis: lasting }))).not.toContain('at most one weekly report in twenty');
  });

  it('shows planted truth only where it is given', () => {
    expect(page).toContain('planted +34%</span>');
    expect(renderReport(sampleReport({ truth: null }))).not.toContain('class="planted"');
  });

  it('says when a finding has the planted sign wrong', () => {
    const wrong = sampleReport({ truth: [{ dimension: 'generator', level: 'contrarian', lift: -0.1 }] });
    expect(renderReport(wrong)).toContain('planted \u221210%: the other direction</span>');
  });

  it('marks a simulated account as such, and only that', () => {
    expect(page).toContain('Simulated account');
    expect(renderReport(sampleReport({ simulated: false, truth: null }))).not.toContain('imulated account');
  });

  it('keeps hostile text text, wherever it comes from', () => {
    const sample = sampleReport();
    const analysis = sample.analysis!;
    const hostile = renderReport(
      sampleReport({
        account: { ...sample.account, handle: HOSTILE },
        posts: sample.posts.map((post) => ({ ...post, content: HOSTILE, generator_name: HOSTILE, topic: HOSTILE })),
        errorGroups: sample.errorGroups.map((group) => ({
          ...group,
          template: HOSTILE,
          advice: HOSTILE,
          category: HOSTILE,
        })),
        notes: [{ at: null, severity: 'error', text: HOSTILE }],
        jobs: [{ ...sample.jobs[0]!, job: HOSTILE, lastRun: { at: new Date(0), status: HOSTILE, error: HOSTILE } }],
        analysis: {
          ...analysis,
          effects: analysis.effects.map((effect) => ({ ...effect, level: HOSTILE })),
          findings: analysis.findings.map((finding) => ({ ...finding, level: HOSTILE, description: HOSTILE })),
          abstentions: analysis.abstentions.map((open) => ({ ...open, question: HOSTILE, reason: HOSTILE })),
          optimizations: analysis.optimizations.map((change) => ({
            ...change,
            description: HOSTILE,
            to: { [HOSTILE]: 1 },
          })),
          posts: { ...analysis.posts, leftOut: { [HOSTILE]: 1 } },
        },
      }),
    );
    expect(hostile).not.toMatch(/<script|<img|onerror='/);
    expect(hostile.match(/<\/style>/g)).toHaveLength(1);
    expect(hostile).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  });

  it('shows a counter that X did not give as –, and zero as 0', () => {
    const post = {
      tweet_id: '1',
      posted_at: '2026-11-22T08:00:00Z',
      metrics: [{ collected_at: '2026-11-22T09:00:00Z', impressions: null, likes: 0 }],
    };
    const row = renderReport(sampleReport({ posts: [post] })).match(/<td class="number.*$/m)?.[0];
    expect(row).toContain('<td class="number missing" data-label="impressions" title="not known">–</td>');
    expect(row).toContain('<td class="number" data-label="engagements">0</td>');
  });

  it('calls a young post whose reading is old stale', () => {
    const post = (collected: string) => ({
      tweet_id: '1',
      posted_at: '2026-11-20T08:00:00Z',
      metrics: [{ collected_at: collected, impressions: 10, likes: 1 }],
    });
    expect(renderReport(sampleReport({ posts: [post('2026-11-20T10:00:00Z')] }))).toContain('at 2 h · stale');
    expect(renderReport(sampleReport({ posts: [post('2026-11-22T09:00:00Z')] }))).not.toContain('· stale');
  });

  it('is honest before anything has happened', () => {
    const empty = renderReport(
      sampleReport({ analysis: null, posts: [], followers: [], jobs: [], errorGroups: [], notes: [], truth: null }),
    );
    expect(empty).toContain('Not analysed yet.');
    expect(empty).toContain('No job has run yet.');
    expect(empty).toContain('The error analysis has not run yet.');
    expect(empty).toContain('<strong class="missing" title="not known">–</strong>');
  });
});

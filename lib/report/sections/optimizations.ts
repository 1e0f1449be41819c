import type { Optimization } from '../../optimizing/analysis.ts';
import { formatLift, formatLiftInterval, formatShare } from '../format.ts';
import { type Html, html } from '../html.ts';
import { levelWords } from '../level-words.ts';
import type { ReportData } from '../report-data.ts';
import { section } from './section.ts';

const TYPES = {
  generator_weight_adjustment: { title: 'Generators', dimension: 'generator' },
  format_selection: { title: 'Formats', dimension: 'format' },
  timing_optimization: { title: 'Hours', dimension: 'hour' },
} as const;

export function optimizationsSection({ analysis }: ReportData): Html {
  const optimizations = analysis?.optimizations ?? [];
  return section({
    id: 'changes',
    title: 'What to change',
    lead: optimizations.length > 0 && 'Shares of future posts, moved in bounded steps towards what works.',
    body:
      optimizations.length === 0
        ? html`<p class="nothing">No change is proposed.</p>`
        : html`<ul class="changes">${optimizations.map(optimizationCard)}</ul>`,
  });
}

function optimizationCard(optimization: Optimization): Html {
  const { title, dimension } = TYPES[optimization.type];
  const [low, high] = optimization.expectedImpactInterval;
  const levels = Object.keys({ ...optimization.from, ...optimization.to });
  const moves = levels
    .map((level) => ({ level, from: optimization.from[level] ?? null, to: optimization.to[level] ?? 0 }))
    .toSorted((a, b) => (dimension === 'hour' ? Number(a.level) - Number(b.level) : b.to - a.to));
  const largest = Math.max(...moves.flatMap(({ from, to }) => [from ?? 0, to]));
  const x = (share: number) => `${((share / largest) * 100).toFixed(1)}%`;
  return html`<li><p class="soft">${title} <span class="strength">${optimization.implemented ? 'applied' : 'proposed'}</span></p>
<p><bdi>${optimization.description}</bdi></p>
<p>Expected: <b>${formatLift(optimization.expectedImpact / 100)}</b> <span class="soft">(${formatLiftInterval([low / 100, high / 100])})</span></p>
<table class="moves"><thead><tr><th scope="col">share of posts</th><th scope="col">now</th><th scope="col">then</th><td></td></tr></thead>
<tbody>${moves.map(
    ({
      level,
      from,
      to,
    }) => html`<tr><th scope="row"><bdi>${levelWords(dimension, level)}</bdi></th><td>${formatShare(from, 0)}</td><td>${formatShare(to, 0)}</td>
<td><svg class="move" aria-hidden="true"><line class="track" x1="0" x2="100%" y1="50%" y2="50%"/><line class="${to >= (from ?? to) ? 'grow' : 'shrink'}" x1="${x(from ?? to)}" x2="${x(to)}" y1="50%" y2="50%"/><circle cx="${x(to)}" cy="50%" r="4"/></svg></td></tr>`,
  )}</tbody></table></li>`;
}

import type { Optimization } from '../../optimizing/analysis.ts';
import { changeWords } from '../change-words.ts';
import { formatLift, formatLiftInterval, formatShare, plural } from '../format.ts';
import { type Html, html } from '../html.ts';
import { levelWords } from '../level-words.ts';
import type { ReportData } from '../report-data.ts';
import { recommendationLives } from './recommendations.ts';
import { section } from './section.ts';

const TYPES = {
  generator_weight_adjustment: { title: 'Generators', dimension: 'generator' },
  format_selection: { title: 'Formats', dimension: 'format' },
  timing_optimization: { title: 'Hours', dimension: 'hour' },
} as const;

/** Smaller moves are told together. */
const SMALLEST_MOVE = 0.015;
const MOST_MOVES = 8;

export function optimizationsSection(data: ReportData): Html {
  const optimizations = data.analysis?.optimizations ?? [];
  return section({
    id: 'changes',
    title: 'What changes',
    lead: optimizations.length > 0 && 'Shares of future posts, moved in bounded steps towards what works.',
    body: html`${
      optimizations.length === 0
        ? html`<p class="nothing">No change is proposed.</p>`
        : html`<ul class="changes">${optimizations.map(optimizationCard)}</ul>`
    }${recommendationLives(data)}`,
  });
}

interface Move {
  level: string;
  from: number | null;
  to: number;
}

function optimizationCard(optimization: Optimization): Html {
  const { title, dimension } = TYPES[optimization.type];
  const [low, high] = optimization.expectedImpactInterval;
  const levels = Object.keys({ ...optimization.from, ...optimization.to });
  const all = levels.map(
    (level): Move => ({ level, from: optimization.from[level] ?? null, to: optimization.to[level] ?? 0 }),
  );
  const { shown, rest } = chosenMoves(all);
  const ordered = shown.toSorted((a, b) => (dimension === 'hour' ? Number(a.level) - Number(b.level) : b.to - a.to));
  const largest = Math.max(...all.flatMap(({ from, to }) => [from ?? 0, to]));
  const x = (share: number) => `${((share / largest) * 100).toFixed(1)}%`;
  return html`<li><p class="soft">${title} <span class="strength">${optimization.implemented ? 'applied' : 'proposed'}</span></p>
<p class="expected"><b>${formatLift(optimization.expectedImpact / 100)}</b> <span class="soft">expected (${formatLiftInterval([low / 100, high / 100])})</span></p>
<p><bdi>${changeWords(optimization.description)}</bdi></p>
<table class="moves"><thead><tr><th scope="col">share of posts</th><th scope="col">now</th><th scope="col">then</th><td></td></tr></thead>
<tbody>${ordered.map(
    ({
      level,
      from,
      to,
    }) => html`<tr><th scope="row"><bdi>${levelWords(dimension, level)}</bdi></th><td>${formatShare(from, 0)}</td><td>${formatShare(to, 0)}</td>
<td><svg class="move" aria-hidden="true"><line class="track" x1="0" x2="100%" y1="50%" y2="50%"/><line class="${to >= (from ?? to) ? 'grow' : 'shrink'}" x1="${x(from ?? to)}" x2="${x(to)}" y1="50%" y2="50%"/><circle cx="${x(to)}" cy="50%" r="4"/></svg></td></tr>`,
  )}${
    rest.length > 0 &&
    html`<tr><th scope="row" class="soft">${plural(rest.length, 'other')}</th><td>${formatShare(
      sum(rest, ({ from }) => from ?? 0),
      0,
    )}</td><td>${formatShare(
      sum(rest, ({ to }) => to),
      0,
    )}</td><td></td></tr>`
  }</tbody></table></li>`;
}

/** The moves that matter; all of them where there are few. */
function chosenMoves(all: readonly Move[]): { shown: readonly Move[]; rest: readonly Move[] } {
  if (all.length <= MOST_MOVES) return { shown: all, rest: [] };
  const size = ({ from, to }: Move) => Math.abs(to - (from ?? 0));
  const shown = all
    .filter((move) => size(move) >= SMALLEST_MOVE)
    .toSorted((a, b) => size(b) - size(a))
    .slice(0, MOST_MOVES);
  return { shown, rest: all.filter((move) => !shown.includes(move)) };
}

function sum(moves: readonly Move[], of: (move: Move) => number): number {
  return moves.reduce((total, move) => total + of(move), 0);
}

import { changeWords } from '../change-words.ts';
import { formatDateTime, formatLift, formatLiftInterval } from '../format.ts';
import { type Html, html } from '../html.ts';
import { liftLine } from '../lift-words.ts';
import type { ReportData, ReportRecommendation } from '../report-data.ts';

const STATUS_WORDS: Readonly<Record<ReportRecommendation['status'], string>> = {
  proposed: 'waits for you',
  approved: 'approved',
  rejected: 'rejected',
  applied: 'in force, not proven yet',
  verified: 'verified',
  rolled_back: 'rolled back',
};
const SHOWN_AT_ONCE = 3;

/** The life of every change: proposed, decided, in force, proven or taken back; what it promised and what it brought. */
export function recommendationLives({ recommendations, timeZone }: ReportData): Html | null {
  if (recommendations === undefined || recommendations.length === 0) return null;
  const life = (one: ReportRecommendation) => changeLife(one, timeZone);
  const rest = recommendations.slice(SHOWN_AT_ONCE);
  return html`<h3>What became of the changes</h3>
<ol class="lives">${recommendations.slice(0, SHOWN_AT_ONCE).map(life)}</ol>
${rest.length > 0 && html`<details><summary>${rest.length} earlier</summary><ol class="lives">${rest.map(life)}</ol></details>`}`;
}

function changeLife(one: ReportRecommendation, timeZone: string): Html {
  const { status, fromVersion, toVersion, optimizations, realisedLift } = one;
  return html`<li class="${status}"><p><b>Policy ${fromVersion} to ${toVersion}</b> <span class="strength">${STATUS_WORDS[status]}</span></p>
<ul class="steps">${stepsOf(one).map(({ at, words }) => html`<li><time class="soft">${formatDateTime(at, timeZone)}</time> <bdi>${words}</bdi></li>`)}</ul>
${optimizations.map(
  ({ description, expectedImpact, expectedImpactInterval: [low, high] }) =>
    html`<p class="soft"><bdi>${changeWords(description)}</bdi> Expected ${formatLift(expectedImpact / 100)} (${formatLiftInterval([low / 100, high / 100])}).</p>`,
)}
<p>Realised: ${liftLine(realisedLift)}.</p></li>`;
}

function stepsOf(one: ReportRecommendation): { at: Date; words: string }[] {
  const { status, createdAt, decidedAt, decidedBy, reason, appliedAt, endedAt } = one;
  const who = decidedBy === 'autonomous_optimizer' ? 'Hone' : (decidedBy ?? 'nobody named');
  const ended = status === 'verified' || status === 'rolled_back';
  const because = reason === null ? '' : `: ${reason}`;
  return [
    { at: createdAt, words: 'proposed' },
    ...(decidedAt === null
      ? []
      : [
          {
            at: decidedAt,
            words: `${status === 'rejected' ? 'rejected' : 'approved'} by ${who}${ended ? '' : because}`,
          },
        ]),
    ...(appliedAt === null ? [] : [{ at: appliedAt, words: 'in force' }]),
    ...(endedAt === null ? [] : [{ at: endedAt, words: `${STATUS_WORDS[status]}${because}` }]),
  ];
}

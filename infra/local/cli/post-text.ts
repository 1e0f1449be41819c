import type { SystemEvent } from '../../../lib/database/queries/events.ts';
import type { ForecastOfPost } from '../../../lib/database/queries/forecasts.ts';
import type { PublishAttempt } from '../../../lib/database/queries/publish-attempts.ts';
import type { PlannedPost } from '../../../lib/database/queries/publishing.ts';
import { forecastSentence } from '../../../lib/report/forecast-words.ts';
import { printable } from './policy-text.ts';

const TEXT_WIDTH = 100;

/** A post in a line, and why it stands as it does in another. */
export function postLine(post: PlannedPost): string {
  const { decisionId, accountId, status, parts, generatorName, statusReason, tweetId } = post;
  const head = [
    decisionId.slice(0, 8),
    status.replace('_', ' ').padEnd(16),
    when(post.scheduledAt),
    `@${accountId}`,
    generatorName ?? '–',
    parts.length > 1 ? `thread of ${parts.length}` : 'single',
    ...(tweetId === null ? [] : [tweetId]),
  ].join('  ');
  const [first = '(no text yet)'] = parts;
  const lines = [shortened(first), ...(statusReason === null ? [] : [`→ ${statusReason}`])];
  return `${[head, ...lines.map((line) => `  ${printable(line)}`)].join('\n')}\n`;
}

/** Everything that is known of a post. */
export function postPage(found: {
  post: PlannedPost;
  forecasts: readonly ForecastOfPost[];
  attempts: readonly PublishAttempt[];
  events: readonly SystemEvent[];
}): string {
  const { post, forecasts, attempts, events } = found;
  const generator = [post.generatorName, post.generatorVersion].filter(Boolean).join(' ');
  const lines = [
    `${post.decisionId}  ${post.status.replace('_', ' ')}  @${post.accountId}`,
    `  planned for   ${when(post.scheduledAt)}`,
    `  generator     ${generator || '–'}, topic ${post.topic ?? '–'}`,
    `  approved      ${post.approvedAt === null ? 'no' : `${when(post.approvedAt)} by ${post.approvedBy}`}`,
    ...(post.tweetId === null ? [] : [`  on X          ${post.tweetId} since ${when(post.postedAt)}`]),
    ...(post.statusReason === null ? [] : [`  because       ${post.statusReason}`]),
    ...post.planNotes.map((note) => `  plan          ${typeof note === 'string' ? note : JSON.stringify(note)}`),
    '',
    ...post.parts.flatMap((part, i) => [
      ...(post.parts.length > 1 ? [`Part ${i + 1}`] : []),
      ...part.split('\n').map((line) => `  ${line}`),
    ]),
    ...(forecasts.length === 0 ? [] : ['', 'Forecasts']),
    ...forecasts.map((forecast) => `  ${forecastSentence(forecast)}`),
    ...(attempts.length === 0 ? [] : ['', 'Attempts']),
    ...attempts.map(
      ({ part, channel, outcome, tweetId, reason, startedAt }) =>
        `  ${when(startedAt)}  part ${part + 1} through ${channel}: ${outcome ?? 'under way'}${tweetId === null ? '' : ` as ${tweetId}`}${reason === null ? '' : `, ${reason}`}`,
    ),
    ...(events.length === 0 ? [] : ['', 'Decisions']),
    ...events.map(
      ({ createdAt, eventType, eventData }) =>
        `  ${when(createdAt)}  ${eventType.replaceAll('_', ' ')}${typeof eventData.by === 'string' ? ` by ${eventData.by}` : ''}${typeof eventData.reason === 'string' ? `: ${eventData.reason}` : ''}`,
    ),
  ];
  return `${lines.map(printable).join('\n')}\n`;
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > TEXT_WIDTH ? `${line.slice(0, TEXT_WIDTH - 1)}…` : line;
}

function when(at: Date | null): string {
  return at === null ? '–' : `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

import { formatAgo, plural } from './format.ts';
import type { PublishingOutlook } from './report-data.ts';

const TEXT_WIDTH = 80;

/** How publishing stands, as lines of a name and what is said of it; a line without a name belongs to the one before. */
export function publishingLines(outlook: PublishingOutlook | null, now: Date): [name: string, value: string][] {
  if (outlook === null) return [];
  const { queued, waiting, unknown, failed, skipped, next, held } = outlook;
  const lately = [...(failed === 0 ? [] : [`${failed} failed`]), ...(skipped === 0 ? [] : [`${skipped} skipped`])];
  const parts = [
    `${plural(queued, 'post')} queued`,
    `${waiting} waiting for approval`,
    ...(unknown === 0 ? [] : [`${unknown} UNKNOWN`]),
    ...(lately.length === 0 ? [] : [`${lately.join(' and ')} in seven days`]),
  ];
  const isPlanned = queued + waiting + unknown > 0;
  return [
    ['To go out', parts.join(', ')],
    ...next.map(({ scheduledAt, text }): [string, string] => [
      '',
      `  ${formatAgo(scheduledAt, now)}: ${shortened(text ?? '')}`,
    ]),
    ...(unknown === 0
      ? []
      : [['', '  whether they are out is not known: hone posts list --status unknown'] as [string, string]]),
    ...(waiting === 0
      ? []
      : [['', '  hone posts list --status pending_approval, hone posts approve'] as [string, string]]),
    ...(held === null || !isPlanned
      ? []
      : [['', `  nothing leaves: ${held.replace(/^\w+: /, '')}`] as [string, string]]),
  ];
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ');
  return line.length > TEXT_WIDTH ? `${line.slice(0, TEXT_WIDTH - 1)}…` : line;
}

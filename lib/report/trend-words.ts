import { formatCompact, formatLift, formatLiftInterval, formatShare, plural } from './format.ts';
import type { TrendNews } from './report-data.ts';

const KIND_WORDS: Readonly<Record<string, string>> = {
  spike: 'spiked',
  drop: 'dropped',
  'level_shift up': 'moved to a higher level',
  'level_shift down': 'moved to a lower level',
  'drift up': 'has been rising slowly',
  'drift down': 'has been falling slowly',
};
const SERIES_WORDS: Readonly<Record<string, string>> = {
  reach: 'Reach per post',
  engagement: 'Engagement per post',
  followers: 'Followers gained per day',
};

const TOPIC = 'topic ';

/** A trend's event as a sentence with its evidence. What an event does not hold is left out, never guessed. */
export function trendSentence({ type, data }: TrendNews): string {
  if (type === 'visibility_limit') return text(data.message) ?? 'Reach collapsed while posting went on.';
  if (type === 'rising_topic') {
    const interval = Array.isArray(data.interval) ? ` (${formatLiftInterval(data.interval as [number, number])})` : '';
    const recent = number(data.recentPosts);
    const basis = recent === null ? '' : `, ${plural(recent, 'recent post')}`;
    return `The topic ${text(data.topic) ?? 'unknown'} is rising: ${formatLift(number(data.lift))}${interval} against its own past${basis}.`;
  }
  const [kind, direction] = [text(data.kind) ?? '', text(data.direction) ?? ''];
  const series = text(data.series) ?? '';
  const what = `${nameOf(series)} ${KIND_WORDS[kind] ?? KIND_WORDS[`${kind} ${direction}`] ?? kind}`;
  const [value, expected] = [number(data.value), number(data.expected)];
  const figures = value === null || expected === null ? '' : `: ${size(value)}, ${size(expected)} was usual`;
  const since = (text(data.since) ?? '').slice(0, 10);
  return `${what}${figures}${since === '' ? '' : `, since ${since}`}.`;
}

function nameOf(series: string): string {
  if (series.startsWith(TOPIC)) return `The topic ${series.slice(TOPIC.length)}, against the account's other posts,`;
  return SERIES_WORDS[series] ?? series;
}

/** Rates are shares, everything else counts. */
function size(value: number): string {
  if (Math.abs(value) < 1 && value !== 0) return formatShare(value);
  return formatCompact(Math.abs(value) < 100 ? value : Math.round(value));
}

function text(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function number(value: unknown): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

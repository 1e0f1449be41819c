/** How numbers, times and their absence are written. A true minus sign; – for what is not known; 0 only for zero. */

export const MISSING = '–';

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });

export function formatCount(count: number | null | undefined): string {
  return count == null || !Number.isFinite(count) ? MISSING : minus(whole.format(count));
}

/** A change: +12, −3, 0. */
export function formatSigned(change: number | null | undefined): string {
  return change != null && change > 0 ? `+${formatCount(change)}` : formatCount(change);
}

/** For axes and tiles: 1.2K, 3.4M. */
export function formatCompact(count: number | null | undefined): string {
  return count == null || !Number.isFinite(count) ? MISSING : minus(compact.format(count));
}

/** A share as percent with the digits that its size deserves: 0.0312 -> 3.1%. */
export function formatShare(share: number | null | undefined, digits?: number): string {
  if (share == null || !Number.isFinite(share)) return MISSING;
  const percent = share * 100;
  const wanted = digits ?? (percent !== 0 && Math.abs(percent) < 10 ? 1 : 0);
  return minus(`${percent.toFixed(wanted)}%`);
}

/** A probability is never rounded to certainty: 0.9996 -> >99%. */
export function formatProbability(probability: number | null | undefined): string {
  if (probability == null || !Number.isFinite(probability)) return MISSING;
  if (probability > 0.99 && probability < 1) return '>99%';
  if (probability > 0 && probability < 0.01) return '<1%';
  return `${Math.round(probability * 100)}%`;
}

/** A relative lift with its sign: 0.123 -> +12%. Large ones as a factor would mislead; they stay percent. */
export function formatLift(lift: number | null | undefined): string {
  if (lift == null || !Number.isFinite(lift)) return MISSING;
  const percent = lift * 100;
  const text = Math.abs(percent) < 1 ? percent.toFixed(1).replace(/^(-?)0\.0$/, '0') : whole.format(percent);
  return minus(percent > 0 && text !== '0' ? `+${text}%` : `${text}%`);
}

export function formatLiftInterval(interval: readonly [number, number]): string {
  return `${formatLift(interval[0])} to ${formatLift(interval[1])}`;
}

/** 0.5 -> 30 min, 5 -> 5 h, 100 -> 4 d. */
export function formatHours(hours: number | null | undefined): string {
  if (hours == null || !Number.isFinite(hours)) return MISSING;
  if (hours < 1) return `${Math.max(0, Math.round(hours * 60))} min`;
  if (hours < 48) return `${Math.round(hours)} h`;
  return `${Math.round(hours / 24)} d`;
}

/** How long ago, or how long until: "12 min ago", "in 3 h". */
export function formatAgo(at: Date | null, now: Date): string {
  if (at === null) return 'never';
  const hours = (now.getTime() - at.getTime()) / 3_600_000;
  if (hours < 0) return `in ${formatHours(Math.max(-hours, 1 / 60))}`;
  return hours < 1 / 60 ? 'just now' : `${formatHours(hours)} ago`;
}

export function formatDateTime(at: Date | null, timeZone: string): string {
  if (at === null) return MISSING;
  return new Intl.DateTimeFormat('en-GB', {
    timeZone,
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).format(at);
}

export function formatFullDateTime(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, dateStyle: 'full', timeStyle: 'short' }).format(at);
}

/** Singular or plural with its count: plural(1, 'post') -> "1 post". */
export function plural(count: number, noun: string, nouns = `${noun}s`): string {
  return `${formatCount(count)} ${count === 1 ? noun : nouns}`;
}

function minus(text: string): string {
  return text.replace(/^-/, '\u2212').replace(/^\u2212(0(?:\.0+)?%?)$/, '$1');
}

import type { HistoryMetrics, HistoryPost } from '../../../../lib/learning/history.ts';
import { momentOf } from './moment.ts';
import { shown } from './problem.ts';

const COUNTS = ['impressions', 'likes', 'retweets', 'replies', 'quotes', 'bookmarks', 'engagements'] as const;
const TEXTS = ['author', 'generator_name', 'topic', 'content'] as const;
const FORMATS: readonly unknown[] = ['single', 'thread', null, undefined];

/** A record cannot be used; the message names the field, what it wants and what it got. */
export class RecordError extends Error {
  override readonly name = 'RecordError';
}

type Fields = Readonly<Record<string, unknown>>;

/**
 * A parsed JSON value as a history record. Fields that history does not know are left out.
 * @throws RecordError
 */
export function historyRecord(value: unknown): HistoryPost {
  const record = fields(value, 'a record');
  const { tweet_id: id, metrics, is_holdout: holdout, assignment_probability: probability } = record;
  if (typeof id !== 'string' || id === '') {
    const hint = typeof id === 'number' ? ' (a number loses digits: put it in quotes)' : '';
    throw wrong('tweet_id', `X's id of the post as a string${hint}`, id);
  }
  if (!Array.isArray(metrics)) throw wrong('metrics', 'a list of readings', metrics);
  if (!FORMATS.includes(record.decision_type)) {
    throw wrong('decision_type', '"single", "thread" or null', record.decision_type);
  }
  if (holdout != null && typeof holdout !== 'boolean') throw wrong('is_holdout', 'true or false', holdout);
  if (probability != null && !(typeof probability === 'number' && probability > 0 && probability <= 1)) {
    throw wrong('assignment_probability', 'a number above 0 and up to 1', probability);
  }
  return {
    tweet_id: id,
    posted_at: moment('posted_at', record.posted_at),
    ...Object.fromEntries(TEXTS.map((name) => [name, text(name, record[name])])),
    decision_type: (record.decision_type as HistoryPost['decision_type']) ?? null,
    metrics: metrics.map((reading, index) => historyMetrics(reading, `metrics[${index}]`)),
    ...(holdout === true && { is_holdout: true }),
    ...(probability != null && { assignment_probability: probability as number }),
  };
}

function historyMetrics(value: unknown, name: string): HistoryMetrics {
  const reading = fields(value, name);
  const follows = reading.new_follows ?? null;
  if (follows !== null && !Number.isSafeInteger(follows)) throw wrong(`${name}.new_follows`, 'a whole number', follows);
  return {
    collected_at: moment(`${name}.collected_at`, reading.collected_at),
    ...Object.fromEntries(COUNTS.map((count) => [count, wholeCount(`${name}.${count}`, reading[count])])),
    new_follows: follows as number | null,
  };
}

function moment(name: string, value: unknown): Date {
  const at = momentOf(value);
  if (at === null) throw wrong(name, 'an ISO 8601 time, e.g. "2026-11-22T10:00:00Z"', value);
  return at;
}

function wholeCount(name: string, value: unknown): number | null {
  if (value == null) return null;
  if (!Number.isSafeInteger(value) || (value as number) < 0) {
    throw wrong(name, 'a whole number from 0, or null where unknown', value);
  }
  return value as number;
}

function text(name: string, value: unknown): string | null {
  if (value == null) return null;
  if (typeof value !== 'string') throw wrong(name, 'text or null', value);
  return value;
}

function fields(value: unknown, name: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong(name, 'a JSON object', value);
  return value as Fields;
}

function wrong(name: string, wanted: string, got: unknown): RecordError {
  return new RecordError(`${name} must be ${wanted}, but got ${shown(got)}`);
}

import { formatShare } from './format.ts';
import type { AuditEntry } from './report-data.ts';

/** A change as a person reads it. */
export interface AuditWords {
  what: string;
  who: string;
  why: string | null;
  /** The command, or the words, that take it back; null where nothing is to be taken back. */
  undo: string | null;
}

interface Told {
  what: string;
  why?: string | null;
  undo?: string | null;
}

type Tell = (read: Reader, handle: string) => Told;

const POST_WIDTH = 70;

const TELL: Readonly<Record<string, Tell>> = {
  account_added: (read) => ({ what: `Account added, time zone ${read.text('timeZone')}` }),
  account_changed: (read, handle) => ({
    what: `Settings: ${read.changes()}`,
    undo: `hone account set ${handle} … with the value before`,
  }),
  account_paused: (_, handle) => ({ what: 'Paused', undo: `hone resume --account ${handle}` }),
  account_resumed: (_, handle) => ({ what: 'Resumed', undo: `hone pause --account ${handle}` }),
  account_stopped: (read) => ({ what: 'Reading stopped', why: read.text('reason'), undo: 'a new X session ends it' }),
  cool_down: (read) => ({ what: 'X is given a rest', why: read.text('reason'), undo: 'ends by itself' }),
  experiment_started: (read, handle) => ({
    what: `Experiment ${read.text('name')} started`,
    undo: `hone experiments stop ${read.text('name')} --account ${handle}`,
  }),
  experiment_stopped: (read) => ({ what: `Experiment ${read.text('name')} ended`, why: read.text('words') }),
  policy_applied: (read, handle) => {
    if (read.text('madeBy') === 'baseline') return { what: 'Policy 1 recorded', why: read.text('reason') };
    const [version, from] = [read.number('version'), read.number('from')];
    return {
      what: `Policy ${version} in force${from === null ? '' : ` instead of ${from}`}`,
      why: read.text('reason'),
      undo: read.flag('takenBack')
        ? 'taken back since'
        : `hone policy rollback --account ${handle}${from === null ? '' : ` --to ${from}`}`,
    };
  },
  policy_proposed: (read) => ({
    what: `Policy ${read.number('version')} proposed instead of ${read.number('from')}`,
    why: read.text('reason'),
    undo:
      read.text('status') === 'proposed'
        ? `hone recommendations reject ${(read.text('recommendation') ?? '').slice(0, 8)}`
        : null,
  }),
  policy_rejected: (read) => ({ what: `Policy ${read.number('version')} rejected`, why: read.text('reason') }),
  policy_rollback: (read) => ({
    what: `Rolled back to policy ${read.number('toVersion')} from ${read.number('fromVersion')}`,
    why: read.text('reason'),
    undo: 'the next change is made from what is learned until then',
  }),
  policy_frozen: (read, handle) => ({
    what: `Policy frozen${read.day('until') === null ? ' while that lasts' : ` until ${read.day('until')}`}`,
    why: read.text('reason'),
    undo: `hone policy thaw --account ${handle}`,
  }),
  policy_thawed: (read) => ({
    what: 'Policy free to change again',
    why:
      read.text('frozenBy') === null ? null : `it was frozen by ${(read.text('frozenBy') ?? '').replaceAll('_', ' ')}`,
  }),
  policy_verified: (read) => ({ what: `Policy ${read.number('policyVersion')} verified`, why: read.text('reason') }),
  post_approved: (read) => ({
    what: `Post approved: “${read.excerpt('text')}”`,
    undo: `hone posts reject ${read.decision()}, while it is not out`,
  }),
  post_edited: (read) => ({
    what: `Post edited: “${read.excerpt('after')}”`,
    undo: `hone posts edit ${read.decision()}`,
  }),
  post_rejected: (read) => ({
    what: `Post ${read.decision()} rejected`,
    why: read.text('reason'),
    undo: `hone posts approve ${read.decision()}`,
  }),
  publishing_rests: (read) => ({ what: 'Publishing rests', why: read.text('reason'), undo: 'ends by itself' }),
  publishing_stopped: (read, handle) => ({
    what: 'Publishing stopped',
    why: read.text('reason') ?? read.text('message'),
    undo: `hone resume --account ${handle}`,
  }),
};

/** What was changed, by whom, why, and how to undo it. A kind that is not known here is told by its name. */
export function auditWords({ kind, by, data }: AuditEntry, handle: string): AuditWords {
  const told = TELL[kind]?.(readerOf(data), handle) ?? { what: kind.replaceAll('_', ' ') };
  const { what, why = null, undo = null } = told;
  const isPersons = kind === 'experiment_started' || data.trigger === 'operator' || data.reason === 'operator';
  return { what, who: whoWords(by ?? (isPersons ? 'operator' : null)), why, undo };
}

/** Jobs are Hone; people have names. */
function whoWords(by: string | null): string {
  return by === null || by === 'baseline' || by === 'autonomous_optimizer' ? 'Hone' : by;
}

type Reader = ReturnType<typeof readerOf>;

function readerOf(data: Readonly<Record<string, unknown>>) {
  const text = (key: string): string | null => (typeof data[key] === 'string' ? data[key] : null);
  return {
    text,
    number: (key: string): number | null => (typeof data[key] === 'number' ? data[key] : null),
    flag: (key: string): boolean => data[key] === true,
    day: (key: string): string | null => text(key)?.slice(0, 10) ?? null,
    decision: (): string => (text('decision_id') ?? '').slice(0, 8),
    excerpt: (key: string): string => excerpt(data[key]),
    changes: (): string => changeWords(data.changes),
  };
}

function excerpt(parts: unknown): string {
  const line = (Array.isArray(parts) ? String(parts[0] ?? '') : String(parts ?? '')).replace(/\s+/g, ' ');
  return line.length > POST_WIDTH ? `${line.slice(0, POST_WIDTH - 1)}…` : line;
}

function changeWords(changes: unknown): string {
  if (typeof changes !== 'object' || changes === null) return 'changed';
  return Object.entries(changes as Record<string, { from: unknown; to: unknown }>)
    .map(([name, { from, to }]) => `${spaced(name)} ${valueWords(from)} to ${valueWords(to)}`)
    .join(', ');
}

/** postsPerDay -> posts per day */
function spaced(name: string): string {
  return name.replace(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`);
}

function valueWords(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (typeof value === 'number' && value > 0 && value < 1) return formatShare(value);
  if (Array.isArray(value)) return value.length === 0 ? 'none' : value.map(valueWords).join(' ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

import type { JSONValue } from 'postgres';
import type { ErrorGroup, KnownPattern } from '../../errors/error-group.ts';
import type { ErrorState } from '../../errors/judge-frequency.ts';
import type { Queryable } from '../client.ts';

/** What is stored of a group. */
export type StorableGroup = Omit<ErrorGroup, 'eventIds' | 'variants' | 'count'> & {
  /** `job account` -> when it last failed so; account `*` is the whole installation. */
  seenBy: Readonly<Record<string, Date>>;
};

/** Patterns of earlier runs, with the evidence that keeps their fingerprints what they are. */
export async function knownPatterns(sql: Queryable): Promise<KnownPattern[]> {
  return sql<KnownPattern[]>`
    select fingerprint, template, error_name as "errorName", code, top_frame as "topFrame", first_seen as "firstSeen", signatures
    from error_patterns where merged_into is null`;
}

/** Stores the groups of a run: new patterns, what changed of known ones, and which of them turned out to be one. */
export async function upsertPatterns(sql: Queryable, groups: readonly StorableGroup[]): Promise<void> {
  if (groups.length === 0) return;
  const rows = groups.map((group) => ({
    fingerprint: group.fingerprint,
    template: group.template,
    error_name: group.errorName,
    code: group.code,
    top_frame: group.topFrame,
    job: group.example.job,
    category: group.category,
    subcategory: group.subcategory,
    rule_id: group.ruleId,
    retryable: group.retryable,
    advice: group.advice,
    seen_by: group.seenBy,
    first_seen: group.firstSeen.toISOString(),
    last_seen: group.lastSeen.toISOString(),
    example: group.example,
    signatures: group.signatures,
  }));
  await sql`
    insert into error_patterns as p (fingerprint, template, error_name, code, top_frame, job, category, subcategory, rule_id,
      retryable, advice, state, first_seen, last_seen, seen_by, example, signatures)
    select r.fingerprint, r.template, r.error_name, r.code, r.top_frame, r.job, r.category, r.subcategory, r.rule_id,
      r.retryable, r.advice, 'new', r.first_seen, r.last_seen, r.seen_by, r.example, r.signatures
    from jsonb_to_recordset(${sql.json(rows as unknown as JSONValue)}) as r (fingerprint text, template text, error_name text,
      code text, top_frame text, job text, category text, subcategory text, rule_id text, retryable boolean, advice text,
      first_seen timestamptz, last_seen timestamptz, seen_by jsonb, example jsonb, signatures jsonb)
    on conflict (fingerprint) do update set
      template = excluded.template, category = excluded.category, subcategory = excluded.subcategory,
      rule_id = excluded.rule_id, retryable = excluded.retryable, advice = excluded.advice,
      first_seen = least(p.first_seen, excluded.first_seen), last_seen = greatest(p.last_seen, excluded.last_seen),
      seen_by = ${latestOfBoth(sql, 'excluded')}, signatures = excluded.signatures`;
  const merges = groups.flatMap(({ fingerprint, absorbed }) => absorbed.map((from) => ({ from, into: fingerprint })));
  for (const { from, into } of merges) await mergePattern(sql, from, into);
}

/** A pattern that turned out to be another one: its counts go there, its row stays and says so. */
async function mergePattern(sql: Queryable, from: string, into: string): Promise<void> {
  await sql`
    insert into error_counts as c (fingerprint, window_start, n)
    select ${into}, window_start, n from error_counts where fingerprint = ${from}
    on conflict (fingerprint, window_start) do update set n = c.n + excluded.n`;
  await sql`delete from error_counts where fingerprint = ${from}`;
  await sql`
    update error_patterns p set first_seen = least(p.first_seen, f.first_seen), last_seen = greatest(p.last_seen, f.last_seen),
      seen_by = ${latestOfBoth(sql, 'f')}
    from error_patterns f where p.fingerprint = ${into} and f.fingerprint = ${from}`;
  await sql`update error_patterns set merged_into = ${into} where fingerprint = ${from}`;
}

/** For each place of both patterns, the later of the two times. ISO times in UTC compare as text. */
function latestOfBoth(sql: Queryable, other: 'excluded' | 'f') {
  return sql`(select coalesce(jsonb_object_agg(key, at), '{}') from (
    select key, max(value) as at from (
      select * from jsonb_each_text(p.seen_by) union all select * from jsonb_each_text(${sql(other)}.seen_by)
    ) both_of_them group by key) latest)`;
}

/** How often a pattern occurred in a window. */
export interface WindowCount {
  fingerprint: string;
  windowStart: Date;
  n: number;
}

/** Replaces the counts of the windows from a start to another: counting a window again gives the same numbers, not twice as many. */
export async function replaceCounts(
  sql: Queryable,
  { from, to, counts }: { from: Date; to: Date; counts: readonly WindowCount[] },
): Promise<void> {
  await sql`delete from error_counts where window_start >= ${from} and window_start <= ${to}`;
  await sql`
    insert into error_counts (fingerprint, window_start, n)
    select r.fingerprint, r."windowStart", r.n
    from jsonb_to_recordset(${sql.json(counts as unknown as JSONValue)}) as r (fingerprint text, "windowStart" timestamptz, n bigint)`;
}

/** What a run found out about a pattern. */
export interface StorableVerdict {
  fingerprint: string;
  state: ErrorState;
  escalating: boolean;
  critical: string | null;
  criticalSince: Date | null;
}

/** Stores the verdicts of a run. */
export async function storeVerdicts(sql: Queryable, verdicts: readonly StorableVerdict[], at: Date): Promise<void> {
  if (verdicts.length === 0) return;
  await sql`
    update error_patterns p set
      state = r.state, escalating = r.escalating, critical = r.critical, critical_since = r."criticalSince",
      resolved_at = case when r.state = 'resolved' then coalesce(p.resolved_at, ${at}) end
    from jsonb_to_recordset(${sql.json(verdicts as unknown as JSONValue)})
      as r (fingerprint text, state text, escalating boolean, critical text, "criticalSince" timestamptz)
    where p.fingerprint = r.fingerprint`;
}

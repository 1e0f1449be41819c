import type { Rails } from '../../content/rails.ts';
import type { Queryable, Transaction } from '../client.ts';

/** SQLSTATE of a post that the rails do not let be planned. */
export const RAILS_REFUSED = 'HN010';

const fields = (sql: Queryable) => sql`
  posts_per_day as "postsPerDay", posts_per_hour as "postsPerHour", min_gap_minutes as "minGapMinutes",
  threads_per_day as "threadsPerDay", to_jsonb(quiet_hours) as "quietHours", to_jsonb(never_post_days) as "neverPostDays"`;

const integers = (sql: Queryable, numbers: readonly number[] | undefined) =>
  numbers === undefined
    ? sql`null`
    : sql`array(select n::integer from jsonb_array_elements_text(${sql.json([...numbers])}) n)`;

/** The rails of an account; null when there is no such account. */
export async function railsOf(sql: Queryable, accountId: string): Promise<Rails | null> {
  const [rails] = await sql<Rails[]>`select ${fields(sql)} from publishing_rails where account_id = ${accountId}`;
  return rails ?? null;
}

/** The same, with the account's plan held until the transaction ends: whoever else plans waits, and then sees what was planned. */
export async function lockRails(sql: Transaction, accountId: string): Promise<Rails | null> {
  const [rails] = await sql<Rails[]>`
    select ${fields(sql)} from publishing_rails where account_id = ${accountId} for update`;
  return rails ?? null;
}

/** Changes the rails that are named; the others stay. */
export async function updateRails(sql: Queryable, accountId: string, change: Partial<Rails>): Promise<Rails | null> {
  const { postsPerDay, postsPerHour, minGapMinutes, threadsPerDay, quietHours, neverPostDays } = change;
  const [rails] = await sql<Rails[]>`
    update publishing_rails set posts_per_day = coalesce(${postsPerDay ?? null}, posts_per_day),
      posts_per_hour = coalesce(${postsPerHour ?? null}, posts_per_hour),
      min_gap_minutes = coalesce(${minGapMinutes ?? null}, min_gap_minutes),
      threads_per_day = coalesce(${threadsPerDay ?? null}, threads_per_day),
      quiet_hours = coalesce(${integers(sql, quietHours)}, quiet_hours),
      never_post_days = coalesce(${integers(sql, neverPostDays)}, never_post_days),
      updated_at = now()
    where account_id = ${accountId} returning ${fields(sql)}`;
  return rails ?? null;
}

/** Why the rails would not let a planned post stand where it stands; null when they would. */
export async function planRefusal(
  sql: Queryable,
  post: { accountId: string; decisionId: string; format: string; at: Date },
): Promise<string | null> {
  const [row] = await sql<{ refusal: string | null }[]>`
    select plan_refusal(${post.accountId}, ${post.decisionId}, ${post.format}, ${post.at}) as refusal`;
  return row?.refusal ?? null;
}

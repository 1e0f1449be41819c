import type { AccountObservation } from '../../x/observation.ts';
import type { Queryable } from '../client.ts';

export async function insertFollowerSnapshot(
  sql: Queryable,
  accountId: string,
  reading: AccountObservation,
): Promise<void> {
  await sql`
    insert into follower_snapshots (account_id, collected_at, followers, following, posts)
    values (${accountId}, ${reading.readAt}, ${reading.followers}, ${reading.following}, ${reading.posts})
    on conflict (account_id, collected_at) do nothing`;
}

export async function followerSeries(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date },
): Promise<{ collectedAt: Date; followers: number }[]> {
  return sql<{ collectedAt: Date; followers: number }[]>`
    select collected_at as "collectedAt", followers from follower_snapshots
    where account_id = ${window.accountId} and followers is not null
      and collected_at between ${window.since} and ${window.until}
    order by collected_at`;
}

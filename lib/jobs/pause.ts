import type { Sql } from '../database/client.ts';
import { lockPolicy } from '../database/queries/accounts.ts';
import { recordEvent } from '../database/queries/events.ts';
import {
  clearStops,
  type PublishingState,
  publishingState,
  setPaused,
  skippedSince,
} from '../database/queries/pause.ts';
import { skipOverdue } from './settle-posts.ts';

export interface PauseOrder {
  accountIds: readonly string[];
  /** Who says so, for the record. */
  by: string;
  at: Date;
}

/** An account after it was paused, read back from the database. */
export type PausedState = PublishingState & { verified: boolean };

/**
 * Pauses accounts: nothing is read, planned or published for them from the next look at the flag on, and every post looks at it in the
 * transaction it begins in. What was handed over before is under way. Each flag is read back.
 */
export async function pauseAccounts(sql: Sql, { accountIds, by, at }: PauseOrder): Promise<PausedState[]> {
  await sql.begin(async (tx) => {
    // One after the other and in the same order everywhere: posts that are being begun come first, the next ones see the flag.
    for (const accountId of [...accountIds].sort()) await lockPolicy(tx, accountId);
    for (const accountId of await setPaused(tx, { accountIds, at })) {
      await recordEvent(tx, { type: 'account_paused', severity: 'warning', accountId, at, data: { by } });
    }
  });
  return readBack(sql, accountIds, ({ pausedAt }) => pausedAt !== null);
}

/** An account that goes on, and what was missed while it did not. */
export type ResumedState = PausedState & {
  pausedSince: Date | null;
  skipped: { decisionId: string; scheduledAt: Date | null; reason: string | null }[];
};

/** Lets accounts go on: pauses, stops and rests of publishing end. What came too late meanwhile is skipped, never made up for. */
export async function resumeAccounts(sql: Sql, { accountIds, by, at }: PauseOrder): Promise<ResumedState[]> {
  const before = new Map<string, PublishingState>();
  await sql.begin(async (tx) => {
    for (const accountId of [...accountIds].sort()) {
      await lockPolicy(tx, accountId);
      const [state] = await publishingState(tx, accountId);
      if (state === undefined) continue;
      before.set(accountId, state);
      await skipOverdue(tx, { accountId, at });
    }
    await clearStops(tx, accountIds);
    await setPaused(tx, { accountIds, at: null });
    for (const { accountId, pausedAt, stoppedAt, restUntil, reason } of before.values()) {
      if (pausedAt === null && stoppedAt === null && restUntil === null) continue;
      const data = { by, paused_at: pausedAt, stopped_at: stoppedAt, rest_until: restUntil, reason };
      await recordEvent(tx, { type: 'account_resumed', accountId, at, data });
    }
  });
  const states = await readBack(sql, accountIds, ({ pausedAt, stoppedAt }) => pausedAt === null && stoppedAt === null);
  return Promise.all(
    states.map(async (state) => {
      const { accountId } = state;
      const pausedSince = before.get(accountId)?.pausedAt ?? before.get(accountId)?.stoppedAt ?? null;
      const skipped = pausedSince === null ? [] : await skippedSince(sql, { accountId, since: pausedSince });
      return { ...state, pausedSince, skipped };
    }),
  );
}

async function readBack(
  sql: Sql,
  accountIds: readonly string[],
  isRight: (state: PublishingState) => boolean,
): Promise<PausedState[]> {
  const states = await publishingState(sql, null);
  return states
    .filter(({ accountId }) => accountIds.includes(accountId))
    .map((state) => ({ ...state, verified: isRight(state) }));
}

import type { Sql } from '../../../lib/database/client.ts';
import { latestEvents } from '../../../lib/database/queries/events.ts';
import { policyState } from '../../../lib/database/queries/policies.ts';
import { claimOutbox, type OutboxPost } from '../../../lib/database/queries/publishing.ts';
import { approvePost, reportPost } from '../../../lib/jobs/answer-post.ts';
import type { LocalHost } from '../host.ts';
import type { World } from '../simulated-x/index.ts';

const MINUTE_MS = 60_000;
/** A post is read again this long after it went out: old enough for its first fixed age. */
const READ_AFTER_MS = 70 * MINUTE_MS;
/** A post that is followed by another one so soon is read together with it. */
const READ_TOGETHER_MS = 3 * 60 * MINUTE_MS;
/** So long before the end of the turn X is read for the last time. */
const LAST_READ_MS = 4 * MINUTE_MS;
/** How much later the loop turns once more: there is another day to plan then. */
const NEXT_TURN_MS = 24 * 60 * MINUTE_MS;
const OPERATOR = 'the operator';

type Host = Pick<LocalHost, 'database' | 'invoke'>;

export interface Turn {
  account: string;
  clock: { now: Date };
  step: (text: string) => void;
  /** Reads X as the scraper does. */
  read: () => Promise<string>;
}

/** What a plan was drawn from, and what it holds. */
interface PlanEvent {
  policyVersion: number | null;
  planned: number;
  notes: { text: string }[];
  decisions: { generator: string; isHoldout: boolean; assignmentProbability: number }[];
}

export interface LivedPlan {
  first: PlanEvent;
  next: PlanEvent;
  approved: number;
  posted: number;
}

/**
 * One turn of the whole loop: plan, write, approve, hand out through the outbox to a bot that posts on the simulated X, read, learn,
 * change the policy, plan again.
 */
export async function liveByPlan(host: Host, world: World, turn: Turn): Promise<LivedPlan> {
  const { clock, step } = turn;
  const end = new Date(clock.now.getTime() + NEXT_TURN_MS);
  const first = await plan(host, turn);
  const approved = await approveAll(host, turn);
  step(`The operator approves ${approved} posts (hone posts approve)`);
  const posted = await publishUntil(host, world, { ...turn, end });
  clock.now = end;
  const [optimizer] = await host.invoke('autonomous_optimizer', { time: clock.now.toISOString() });
  step(`autonomous_optimizer: ${optimizer?.status}, ${JSON.stringify(optimizer?.counts)}`);
  const next = await plan(host, turn);
  for (const job of ['publisher', 'error_analysis'] as const) {
    const [run] = await host.invoke(job, { time: clock.now.toISOString() });
    step(`${job}: ${run?.status}`);
  }
  step(await comparison(host, turn, { first, next }));
  return { first, next, approved, posted };
}

async function plan(host: Host, { account, clock, step }: Turn): Promise<PlanEvent> {
  const [run] = await host.invoke('content_planner', { time: clock.now.toISOString() });
  const { planned, written } = run?.counts ?? {};
  const event = await host.database(async (sql) => {
    const [latest] = await latestEvents(sql, { type: 'content_plan', accountId: account, limit: 1 });
    return latest?.eventData as unknown as PlanEvent | undefined;
  });
  if (event === undefined) throw new Error(`the planner left no plan: ${run?.status}`);
  step(
    `content_planner: ${planned} posts planned from policy ${event.policyVersion}, ${written} written: ${run?.status}`,
  );
  for (const { text } of event.notes) step(`  ${text}`);
  return event;
}

async function approveAll(host: Host, { account, clock, step }: Turn): Promise<number> {
  return host.database(async (sql) => {
    const waiting = await sql<{ id: string; at: Date; generator: string; content: string }[]>`
      select decision_id as id, scheduled_at as at, generator_name as generator, content from content_metadata
      where account_id = ${account} and status = 'pending_approval' order by scheduled_at`;
    for (const { id, at, generator, content } of waiting) {
      await approvePost(sql, { id, by: OPERATOR, at: clock.now });
      step(`  ${time(at)} ${generator}: “${content.length > 90 ? `${content.slice(0, 89)}…` : content}”`);
    }
    return waiting.length;
  });
}

/** Minute by minute would change nothing: the clock goes to the next post, and to when it is old enough to be read. */
async function publishUntil(host: Host, world: World, turn: Turn & { end: Date }): Promise<number> {
  const { account, clock, step, end } = turn;
  const due = await host.database(
    (sql) => sql<{ at: Date }[]>`
      select scheduled_at as at from content_metadata where account_id = ${account} and status = 'queued'
        and scheduled_at < ${new Date(end.getTime() - READ_AFTER_MS)} order by scheduled_at`,
  );
  let posted = 0;
  for (const [k, { at }] of due.entries()) {
    clock.now = new Date(Math.max(clock.now.getTime(), at.getTime() + MINUTE_MS));
    const post = await host.database((sql) => botPosts(sql, world, turn));
    if (post === null) continue;
    posted += 1;
    step(`${time(clock.now)}: the outbox's bot posted a ${post.format} on X and reported its id`);
    const readAt = new Date(clock.now.getTime() + READ_AFTER_MS);
    const next = due[k + 1]?.at ?? null;
    if (next !== null && next.getTime() < readAt.getTime() + READ_TOGETHER_MS) continue;
    // The last reading is the one that the turn ends with: what follows is of today.
    clock.now = next === null ? new Date(Math.max(readAt.getTime(), end.getTime() - LAST_READ_MS)) : readAt;
    step(`${time(clock.now)}: ${await turn.read()}`);
  }
  return posted;
}

/** What the operator's own bot does: takes a post of the outbox, posts it, reports the id. */
async function botPosts(sql: Sql, world: World, { account, clock }: Turn): Promise<OutboxPost | null> {
  const post = await claimOutbox(sql, { accountId: account, at: clock.now });
  if (post === null) return null;
  const [decision] = await sql<{ generator: string; topic: string | null }[]>`
    select generator_name as generator, topic_cluster as topic from content_metadata where decision_id = ${post.decisionId}`;
  const { parts, format } = post;
  const tweetId = world.publish({ parts, format, ...decision!, at: clock.now });
  for (const [part, { tweetId: id }] of world.postOf(tweetId)!.post.parts.entries()) {
    await reportPost(sql, { id: post.decisionId, tweetId: id, part, by: 'outbox', at: clock.now });
  }
  return post;
}

async function comparison(host: Host, turn: Turn, plans: { first: PlanEvent; next: PlanEvent }): Promise<string> {
  const { account, clock } = turn;
  const state = await host.database((sql) => policyState(sql, account, clock.now));
  const [leader, weight] =
    Object.entries(state.inForce?.weights.generators ?? {}).sort(([, a], [, b]) => b - a)[0] ?? [];
  return (
    `The next plan is drawn from policy ${plans.next.policyVersion} instead of ${plans.first.policyVersion}: ` +
    `${leader} gets ${Math.round(100 * (weight ?? 0))}% of posts`
  );
}

function time(at: Date): string {
  return `${at.toISOString().slice(5, 16).replace('T', ' ')} UTC`;
}

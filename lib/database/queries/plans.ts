import type { JSONValue } from 'postgres';
import type { ExistingPost, PlannedDecision } from '../../content/plan-input.ts';
import type { DecisionType } from '../../learning/history.ts';
import type { Queryable } from '../client.ts';

/** What is planned, on its way or out in a window, and what was decided there and came to nothing. */
export async function existingPosts(
  sql: Queryable,
  window: { accountId: string; since: Date; until: Date },
): Promise<ExistingPost[]> {
  const { accountId, since, until } = window;
  return sql<ExistingPost[]>`
    select coalesce(posted_at, scheduled_at) as at, decision_type as format, status not in ('skipped', 'failed') as occupies,
      features->'plan' as decision
    from content_metadata
    where account_id = ${accountId} and generation_source = 'real'
      and ((status in ('posted', 'gone') and posted_at between ${since} and ${until})
        or (status not in ('posted', 'gone') and scheduled_at between ${since} and ${until}))
    order by at, decision_id`;
}

export interface NewDraft extends PlannedDecision {
  decisionId: string;
  accountId: string;
  generatorVersion: string | null;
}

/** Stores a decision before anything is generated for it, with every arm that was drawn for it; false when it is there already. */
export async function insertDraft(sql: Queryable, draft: NewDraft, at: Date): Promise<boolean> {
  const rows = await sql`
    insert into content_metadata (decision_id, account_id, status, generator_name, generator_version, decision_type, topic_cluster,
      hook_type, scheduled_at, policy_version, is_holdout, assignment_probability, assignment_probabilities, experiment_id,
      experiment_arm, planned_at, plan_notes, features, created_at, updated_at)
    values (${draft.decisionId}, ${draft.accountId}, 'draft', ${draft.generator}, ${draft.generatorVersion}, ${draft.format},
      ${draft.topic}, ${draft.hook}, ${draft.scheduledAt}, ${draft.policyVersion}, ${draft.isHoldout},
      ${draft.assignmentProbability}, ${sql.json(draft.assignmentProbabilities as unknown as JSONValue)}, ${draft.experimentId},
      ${draft.experimentArm}, ${at}, ${sql.json([...draft.notes])}, ${sql.json({ plan: { day: draft.day, index: draft.index } })},
      ${at}, ${at})
    on conflict (decision_id) do nothing returning 1`;
  if (rows.length === 0) return false;
  for (const { experimentId, arm, probability, weights } of draft.experiments) {
    await sql`
      insert into content_experiments (decision_id, experiment_id, arm, probability, weights)
      values (${draft.decisionId}, ${experimentId}, ${arm}, ${probability}, ${sql.json([...weights])})`;
  }
  return true;
}

/** A decision whose text is not written yet. */
export interface OpenDraft {
  decisionId: string;
  generator: string;
  format: DecisionType;
  topic: string | null;
  hook: string | null;
  scheduledAt: Date;
}

/** Decisions of the planner without a text whose time comes before `until`, the next one first. */
export async function openDrafts(sql: Queryable, query: { accountId: string; until: Date }): Promise<OpenDraft[]> {
  return sql<OpenDraft[]>`
    select decision_id as "decisionId", generator_name as generator, decision_type as format, topic_cluster as topic,
      hook_type as hook, scheduled_at as "scheduledAt"
    from content_metadata
    where account_id = ${query.accountId} and status = 'draft' and planned_at is not null and content is null
      and scheduled_at <= ${query.until}
    order by scheduled_at, decision_id`;
}

/** Takes a draft to write it, until a time; false when another run is at it or it is written. */
export async function takeDraft(
  sql: Queryable,
  { decisionId, at, until }: { decisionId: string; at: Date; until: Date },
): Promise<boolean> {
  const taken = await sql`
    update content_metadata set features = features || ${sql.json({ writingUntil: until.toISOString() })}
    where decision_id = ${decisionId} and status = 'draft' and content is null
      and coalesce((features->>'writingUntil')::timestamptz, '-infinity') <= ${at}
    returning 1`;
  return taken.length === 1;
}

/** Lets go of a draft that could not be written this time, with the reason: the next run takes it. */
export async function releaseDraft(
  sql: Queryable,
  draft: { decisionId: string; reason: string; at: Date },
): Promise<void> {
  await sql`
    update content_metadata set status_reason = ${draft.reason}, features = features - 'writingUntil',
      updated_at = greatest(updated_at, ${draft.at})
    where decision_id = ${draft.decisionId} and status = 'draft' and content is null`;
}

/** What was written for a decision. */
export interface WrittenPost {
  decisionId: string;
  status: 'pending_approval' | 'queued';
  parts: readonly string[];
  topic: string | null;
  hook: string | null;
  generatorVersion: string;
  contentHash: string;
  model: string | null;
  promptHash: string | null;
  /** US dollars; null when it is not known. */
  cost: number | null;
  notes: readonly string[];
}

/** Gives a draft its text; false when it is no draft any more. */
export async function completeDraft(sql: Queryable, post: WrittenPost, at: Date): Promise<boolean> {
  const { parts } = post;
  const done = await sql`
    update content_metadata
    set status = ${post.status}, status_reason = null, content = ${parts[0]!}, thread_parts = ${parts.length > 1 ? sql.json([...parts]) : null},
      topic_cluster = coalesce(topic_cluster, ${post.topic}), hook_type = coalesce(hook_type, ${post.hook}),
      generator_version = ${post.generatorVersion}, content_hash = ${post.contentHash}, model = ${post.model},
      prompt_hash = ${post.promptHash}, generation_cost = ${post.cost}, plan_notes = plan_notes || ${sql.json([...post.notes])},
      features = features - 'writingUntil', updated_at = greatest(updated_at, ${at})
    where decision_id = ${post.decisionId} and status = 'draft' and content is null returning 1`;
  return done.length === 1;
}

/** Gives up planned posts, with the reason; returns those that were still in one of these statuses. */
export async function skipDecisions(
  sql: Queryable,
  change: { decisionIds: readonly string[]; from: readonly string[]; reason: string; at: Date },
): Promise<string[]> {
  const { decisionIds, from, reason, at } = change;
  if (decisionIds.length === 0) return [];
  const rows = await sql<{ id: string }[]>`
    update content_metadata set status = 'skipped', status_reason = ${reason}, features = features - 'writingUntil',
      updated_at = greatest(updated_at, ${at})
    where decision_id in ${sql([...decisionIds])} and status in ${sql([...from])} returning decision_id as id`;
  return rows.map(({ id }) => id);
}

/** Planned posts after a moment that are not on their way, the last one first, each with what the rails would now say to it. */
export async function plannedAgainstRails(
  sql: Queryable,
  query: { accountId: string; after: Date },
): Promise<{ decisionId: string; format: DecisionType; at: Date }[]> {
  return sql`
    select decision_id as "decisionId", decision_type as format, scheduled_at as at from content_metadata
    where account_id = ${query.accountId} and status in ('draft', 'pending_approval', 'queued') and planned_at is not null
      and scheduled_at > ${query.after}
    order by scheduled_at desc, decision_id`;
}

/** Drafts that have no text and whose time is over; why the last try failed, null when there was none. */
export async function missedDrafts(
  sql: Queryable,
  accountId: string,
  at: Date,
): Promise<{ decisionId: string; failure: string | null }[]> {
  return sql`
    select decision_id as "decisionId", status_reason as failure from content_metadata
    where account_id = ${accountId} and status = 'draft' and planned_at is not null and content is null and scheduled_at <= ${at}`;
}

/** Texts of an account that a new one must not repeat: those that are out since a time, and those that are planned. */
export async function knownTexts(
  sql: Queryable,
  query: { accountId: string; since: Date; except: string },
): Promise<{ text: string; at: Date; isPlanned: boolean }[]> {
  return sql`
    select text, coalesce(c.posted_at, c.scheduled_at) as at, c.status not in ('posted', 'gone') as "isPlanned"
    from content_metadata c, lateral (
      select jsonb_array_elements_text(case when jsonb_typeof(c.thread_parts) = 'array' then c.thread_parts
        else jsonb_build_array(c.content) end) as text) t
    where c.account_id = ${query.accountId} and c.content is not null and c.decision_id <> ${query.except}
      and ((c.status in ('posted', 'gone') and c.posted_at >= ${query.since})
        or (c.status in ('draft', 'pending_approval', 'queued', 'posting', 'unknown') and c.scheduled_at >= ${query.since}))
    order by at, c.decision_id`;
}

/** Ids of posts that are gone from X or have quarantined readings: no example for others. */
export async function postsNotToImitate(sql: Queryable, accountId: string): Promise<ReadonlySet<string>> {
  const rows = await sql<{ id: string }[]>`
    select tweet_id as id from content_metadata c
    where c.account_id = ${accountId} and c.tweet_id is not null and (c.status = 'gone' or exists (
      select from post_ids p join tweet_metrics m using (tweet_id) where p.decision_id = c.decision_id and m.quality = 'quarantined'))`;
  return new Set(rows.map(({ id }) => id));
}

import type { Brief } from '../content/brief.ts';
import { contentHash } from '../content/content-hash.ts';
import { type BriefInput, makeBrief } from '../content/make-brief.ts';
import type { Sql } from '../database/client.ts';
import type { Account } from '../database/queries/accounts.ts';
import { addApiCost } from '../database/queries/api-costs.ts';
import { insertGeneration } from '../database/queries/generations.ts';
import {
  completeDraft,
  knownTexts,
  type OpenDraft,
  releaseDraft,
  skipDecisions,
  takeDraft,
} from '../database/queries/plans.ts';
import type { ContentGenerator, Exchange } from '../generation/content-generator.ts';
import { GenerationError } from '../generation/errors.ts';
import { type WrittenPost, writePost } from '../generation/write-post.ts';
import type { AccountSettings } from './account-settings.ts';
import type { CandidateScorer } from './candidate-score.ts';

const DAY_MS = 86_400_000;
/** A text may come again after a quarter of a year. */
const KNOWN_DAYS = 90;
/** The service under which language models stand in the ledger. */
export const MODEL_SERVICE = 'language_model';

/** No text came of a decision that may be published. */
export class UnwrittenPostError extends Error {
  override readonly name = 'UnwrittenPostError';
  readonly code = 'HONE_NO_TEXT';
  readonly category = 'validation';
}

/** What all posts of a run are written from. */
export interface Material {
  account: Account;
  settings: AccountSettings;
  analysis: BriefInput['analysis'];
  posts: BriefInput['posts'];
  leaveOut: ReadonlySet<string>;
  scorer: CandidateScorer;
  generatorOf: (name: string) => ContentGenerator;
}

/** Error null: written. `waits`: no answer came, and the next run asks again; otherwise an error leaves the slot empty. `taken`: another run writes it. */
export type Written = { error: Error | null; waits: boolean } | 'taken';

/**
 * Has one decision's text written within a time, and stores it with everything that was asked and answered. Whatever the provider
 * does concerns this one slot: the decision is skipped, with the reason, or left to the next run where no answer came at all.
 */
export async function writeDraft(
  sql: Sql,
  draft: OpenDraft,
  { material, now, limitMs, signal }: { material: Material; now: Date; limitMs: number; signal: AbortSignal },
): Promise<Written> {
  const { decisionId } = draft;
  const until = new Date(now.getTime() + 2 * limitMs);
  if (!(await takeDraft(sql, { decisionId, at: now, until }))) return 'taken';
  const generator = material.generatorOf(draft.generator);
  const texts = await knownTexts(sql, {
    accountId: material.account.accountId,
    since: new Date(now.getTime() - KNOWN_DAYS * DAY_MS),
    except: decisionId,
  });
  const written = await writePost(generator, briefOf(draft, { material, generator, texts, now }), {
    recentTexts: texts.map(({ text }) => text),
    score: material.scorer.forSlot({
      generatorName: draft.generator,
      scheduledAt: draft.scheduledAt,
      topic: draft.topic,
    }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(limitMs)]),
  });
  const error = await store(sql, draft, { written, generator, material, now });
  return { error, waits: waits(error) };
}

function waits(error: Error | null): boolean {
  return error instanceof GenerationError && !error.costsSlot;
}

function briefOf(
  draft: OpenDraft,
  context: {
    material: Material;
    generator: ContentGenerator;
    texts: readonly { text: string; at: Date; isPlanned: boolean }[];
    now: Date;
  },
): Brief {
  const { account, settings, analysis, posts, leaveOut } = context.material;
  const { name, version } = context.generator;
  const { language, voice, ...rules } = settings.content;
  return makeBrief({
    decisionId: draft.decisionId,
    handle: account.accountId,
    generator: { name, version },
    format: draft.format,
    topic: draft.topic,
    hook: draft.hook,
    now: context.now,
    ...(language !== undefined && { language }),
    ...(voice !== undefined && { voice }),
    analysis,
    posts,
    leaveOut,
    planned: context.texts.flatMap(({ text, at, isPlanned }) => (isPlanned ? [{ text, scheduledAt: at }] : [])),
    rules,
  });
}

/** Everything of one post in one transaction; returns why there is none. */
async function store(
  sql: Sql,
  draft: OpenDraft,
  context: { written: WrittenPost; generator: ContentGenerator; material: Material; now: Date },
): Promise<Error | null> {
  const { written, generator, material, now } = context;
  const { chosen, problems, exchanges } = written;
  const failure =
    chosen !== null
      ? null
      : (written.error ??
        new UnwrittenPostError(`no text for ${draft.scheduledAt.toISOString()}: ${problems.join(' ')}`));
  await sql.begin(async (tx) => {
    for (const [k, exchange] of exchanges.entries()) {
      const isLast = k === exchanges.length - 1;
      await insertGeneration(
        tx,
        {
          ...exchange,
          decisionId: draft.decisionId,
          generatorName: generator.name,
          generatorVersion: generator.version,
          problems: isLast ? problems : [],
          error: isLast ? (written.error?.message ?? null) : null,
        },
        now,
      );
      await charge(tx, { accountId: material.account.accountId, exchange, at: now });
    }
    if (chosen === null) {
      const reason = (failure?.message ?? '').slice(0, 500);
      if (waits(failure)) await releaseDraft(tx, { decisionId: draft.decisionId, reason, at: now });
      else await skipDecisions(tx, { decisionIds: [draft.decisionId], from: ['draft'], reason, at: now });
      return;
    }
    const last = exchanges.at(-1);
    await completeDraft(
      tx,
      {
        decisionId: draft.decisionId,
        status: material.account.approval === 'none' ? 'queued' : 'pending_approval',
        parts: chosen.parts,
        topic: chosen.topic,
        hook: chosen.hookType,
        generatorVersion: generator.version,
        contentHash: contentHash(chosen.parts),
        model: last?.model ?? null,
        promptHash: last?.promptHash ?? null,
        cost: costOf(exchanges),
        notes: [
          ...problems,
          ...(material.scorer.reason === null ? ['chosen among its candidates by the forecast'] : []),
        ],
      },
      now,
    );
  });
  return failure;
}

/** Null when one of the prices is not known: a part is not the whole. */
function costOf(exchanges: readonly Exchange[]): number | null {
  return exchanges.reduce<number | null>((sum, { usd }) => (sum === null || usd === null ? null : sum + usd), 0);
}

/** What costs nothing leaves no line in the ledger; a price that is not known stands with the exchange, as not known. */
async function charge(
  tx: Parameters<typeof addApiCost>[0],
  { accountId, exchange, at }: { accountId: string; exchange: Exchange; at: Date },
): Promise<void> {
  const units = (exchange.inputTokens ?? 0) + (exchange.outputTokens ?? 0);
  if (exchange.usd === null || units === 0) return;
  await addApiCost(tx, { accountId, at, service: MODEL_SERVICE, units, usd: exchange.usd, counted: [] });
}

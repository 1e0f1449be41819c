import type { Severity } from '../database/queries/events.ts';
import type { FoundPattern } from './find-patterns.ts';
import type { PatternVerdict } from './judge-patterns.ts';

/** Patterns an event names one by one; an operator reads no more, and an event stays small. */
const MAXIMUM_LISTED = 100;
const EXAMPLE_MESSAGE = 500;
const EXAMPLE_STACK = 1_500;

/** What the `error_analysis` event says: totals over all patterns, and those worth naming, the gravest first. */
export function summariseErrors(verdicts: readonly PatternVerdict[], found: readonly FoundPattern[]) {
  const foundOf = new Map(found.map((pattern) => [pattern.fingerprint, pattern]));
  const byCategory: Record<string, number> = {};
  const states = { new: 0, ongoing: 0, regressed: 0, resolved: 0 };
  for (const { state, count, pattern } of verdicts) {
    states[state] += 1;
    if (count > 0) byCategory[pattern.category] = (byCategory[pattern.category] ?? 0) + count;
  }
  const worthNaming = verdicts
    .filter((verdict) => foundOf.has(verdict.fingerprint) || isNews(verdict))
    .sort(gravestFirst);
  return {
    total: verdicts.reduce((sum, { count }) => sum + count, 0),
    states,
    escalating: verdicts.filter(({ escalating }) => escalating).length,
    critical: verdicts.filter(({ critical }) => critical !== null).length,
    turnedCritical: verdicts.filter(({ turnedCritical }) => turnedCritical).length,
    byCategory,
    patterns: worthNaming
      .slice(0, MAXIMUM_LISTED)
      .map((verdict) => describe(verdict, foundOf.get(verdict.fingerprint))),
    notListed: Math.max(0, worthNaming.length - MAXIMUM_LISTED),
  };
}

/** It is there, it is gone since the last analysis, or nobody knows that it is over. */
function isNews({ count, state, recovered, pattern }: PatternVerdict): boolean {
  if (state === 'resolved') return pattern.previousState !== 'resolved';
  return count > 0 || recovered !== true;
}

function gravestFirst(a: PatternVerdict, b: PatternVerdict): number {
  return (
    Number(b.critical !== null) - Number(a.critical !== null) ||
    b.count - a.count ||
    b.pattern.lastSeen.getTime() - a.pattern.lastSeen.getTime() ||
    (a.fingerprint < b.fingerprint ? -1 : 1)
  );
}

function describe({ pattern, ...verdict }: PatternVerdict, found: FoundPattern | undefined) {
  const { template, errorName, category, subcategory, retryable, advice, firstSeen, lastSeen } = pattern;
  const example = found && {
    ...found.example,
    message: found.example.message.slice(0, EXAMPLE_MESSAGE).toWellFormed(),
    stacktrace: found.example.stacktrace?.slice(0, EXAMPLE_STACK).toWellFormed() ?? null,
  };
  return {
    ...verdict,
    previousCount: pattern.counts.at(-2) ?? null,
    template,
    errorName,
    category,
    subcategory,
    retryable,
    advice,
    firstSeen,
    lastSeen,
    example: example ?? null,
  };
}

/** Critical rings: something has turned critical or escalates. */
export function severityOf(verdicts: readonly PatternVerdict[]): Severity {
  if (verdicts.some(({ turnedCritical, escalating }) => turnedCritical || escalating)) return 'critical';
  if (verdicts.some(({ critical }) => critical !== null)) return 'error';
  return verdicts.some(({ state }) => state === 'new' || state === 'regressed') ? 'warning' : 'info';
}

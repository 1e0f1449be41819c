import { ERROR_CATEGORIES } from '../../../lib/errors/error-event.ts';
import { mineErrors } from '../../../lib/errors/mine-errors.ts';
import { mineLines } from '../../../lib/errors/mine-lines.ts';
import { shuffled } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { type GroupingScores, groupingScores } from '../../lib/errors/grouping-scores.ts';
import type { ErrorShape } from '../../lib/errors/javascript-errors/error-shape.ts';
import { generateErrors } from '../../lib/errors/javascript-errors/generate.ts';
import { eventOf, mineInRuns, partitionOf } from '../../lib/errors/mining-support.ts';
import { createDrain } from './drain.ts';
import type { LoghubSystem } from './loghub.ts';

export interface LoghubScores {
  name: string;
  miner: GroupingScores;
  drain: GroupingScores;
  /** The same fingerprint for every line in 5 shuffled orders. */
  orderFree: boolean;
  /** The same groups when the lines come in 4 runs. */
  sameInFourRuns: boolean;
}

export function scoreLoghub({ name, lines, truth }: LoghubSystem): LoghubScores {
  const found = mineLines(lines).records.map((record) => record.fingerprint);
  const drain = createDrain();
  const orders = [1, 2, 3, 4, 5].map((seed) => shuffled(seededRandom(seed), Array.from(lines.keys())));
  const orderFree = orders.every((order) => {
    const { records } = mineLines(order.map((index) => lines[index] as string));
    return order.every((index, at) => records[at]?.fingerprint === found[index]);
  });
  const events = lines.map((line, index) => eventOf(line, index));
  const [once, four] = [1, 4].map((runs) => partitionOf(mineInRuns(events, runs)));
  return {
    name,
    miner: groupingScores(found, truth),
    drain: groupingScores(
      lines.map((line) => drain.add(line)),
      truth,
    ),
    orderFree,
    sameInFourRuns: once?.every((label, index) => label === four?.[index]) === true,
  };
}

export interface JavascriptScores {
  events: GroupingScores;
  /** The same failures as lines `Name: message`, without codes and statuses. */
  lines: GroupingScores;
  categoryMacroF1: number;
  lineCategoryMacroF1: number;
  /** Share that no rule knows. */
  unruled: number;
}

export function scoreJavascriptErrors(
  shapes: readonly ErrorShape[],
  { count, seed }: { count: number; seed: number },
): JavascriptScores {
  const labelled = generateErrors(shapes, { count, seed });
  const truth = labelled.map(({ group }) => group);
  const categories = labelled.map(({ category }) => category);
  const groupOf = new Map(
    mineErrors(labelled.map(({ event }) => event)).flatMap((group) => group.eventIds.map((id) => [id, group])),
  );
  const groups = labelled.map(({ event }) => groupOf.get(event.id));
  const { records } = mineLines(
    labelled.map(({ event }) => `${event.type}: ${event.message.replace(/\s*\n\s*/g, ' ')}`),
  );
  return {
    events: groupingScores(
      groups.map((group) => group?.fingerprint ?? ''),
      truth,
    ),
    lines: groupingScores(
      records.map((record) => record.fingerprint),
      truth,
    ),
    categoryMacroF1: macroF1(
      groups.map((group) => group?.category),
      categories,
    ),
    lineCategoryMacroF1: macroF1(
      records.map((record) => record.category),
      categories,
    ),
    unruled: groups.filter((group) => group?.ruleId === 'unknown').length / groups.length,
  };
}

/** Mean over the true categories of the harmonic mean of precision and recall, where the truth is known. */
function macroF1(all: readonly (string | undefined)[], truths: readonly (string | null)[]): number {
  const found = all.filter((_, index) => truths[index] !== null);
  const truth = truths.filter((label) => label !== null);
  const present = ERROR_CATEGORIES.filter((category) => truth.includes(category));
  const scores = present.map((category) => {
    const both = truth.filter((label, index) => label === category && found[index] === category).length;
    return (
      (2 * both) /
      (truth.filter((label) => label === category).length + found.filter((label) => label === category).length)
    );
  });
  return scores.reduce((sum, score) => sum + score, 0) / scores.length;
}

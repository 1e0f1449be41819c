import type { PlanNote } from './plan-input.ts';
import type { Rails } from './rails.ts';

type Dimension = 'generator' | 'format' | 'hour';
type Shares = Readonly<Record<string, number>>;

/** What the policy wanted and what could be given, over all draws of a plan. */
export interface ShareLedger {
  /** One draw: the source's shares, and the chances it was made with. */
  add(dimension: Dimension, wanted: Shares, chances: Shares): void;
  /** Where a share was kept from its weight, with the numbers. */
  notes(): PlanNote[];
}

/** A smaller difference is not worth a sentence. */
const WORTH_SAYING = 0.05;

/** Keeps the books of a plan's draws. */
export function shareLedger(rails: Rails): ShareLedger {
  const books = new Map<Dimension, { draws: number; wanted: Map<string, number>; planned: Map<string, number> }>();
  return {
    add(dimension, wanted, chances) {
      const book = books.get(dimension) ?? { draws: 0, wanted: new Map(), planned: new Map() };
      books.set(dimension, book);
      book.draws += 1;
      const total = Object.values(wanted).reduce((sum, weight) => sum + weight, 0);
      for (const [level, weight] of Object.entries(wanted)) addTo(book.wanted, level, weight / total);
      for (const [level, chance] of Object.entries(chances)) addTo(book.planned, level, chance);
    },
    notes() {
      return [...books].flatMap(([dimension, { draws, wanted, planned }]) => {
        const kept = [...wanted]
          .map(([level, sum]) => ({ level, wanted: sum / draws, planned: (planned.get(level) ?? 0) / draws }))
          .filter((share) => share.wanted - share.planned >= WORTH_SAYING || (share.planned === 0 && share.wanted > 0))
          .sort((a, b) => b.wanted - a.wanted || (a.level < b.level ? -1 : 1));
        if (dimension === 'hour') return hourNotes(kept, rails);
        return kept.map((share) => ({ dimension, ...share, ...reason(dimension, share, { rails, draws }) }));
      });
    },
  };
}

interface KeptShare {
  level: string;
  wanted: number;
  planned: number;
}

function reason(
  dimension: 'generator' | 'format',
  { level, wanted, planned }: KeptShare,
  { rails, draws }: { rails: Rails; draws: number },
): Pick<PlanNote, 'cause' | 'text'> {
  if (dimension === 'format' && level === 'thread') {
    const text = `threads: the policy wants ${percent(wanted)}, the rails allow ${rails.threadsPerDay} of ${rails.postsPerDay} posts a day; the ${draws} posts of this plan can have ${percent(planned)}`;
    return { cause: 'threads_per_day', text };
  }
  const what = `${dimension} ${level}: the policy wants ${percent(wanted)}`;
  return planned === 0
    ? { cause: 'no_writer', text: `${what}, but nothing here can write ${dimension === 'format' ? 'it' : 'as it'}` }
    : { cause: 'rails', text: `${what}; the rails and what can be written leave it ${percent(planned)}` };
}

/** Quiet hours are said together: they can be many. */
function hourNotes(kept: readonly KeptShare[], rails: Rails): PlanNote[] {
  const isQuiet = ({ level }: KeptShare) => rails.quietHours.includes(Number(level));
  const quiet = kept.filter(isQuiet).sort((a, b) => Number(a.level) - Number(b.level));
  const wanted = quiet.reduce((sum, share) => sum + share.wanted, 0);
  const notes: PlanNote[] = kept
    .filter((share) => !isQuiet(share))
    .map((share) => ({
      dimension: 'hour',
      ...share,
      cause: 'posts_per_hour',
      text: `hour ${share.level}: the policy wants ${percent(share.wanted)}; ${rails.postsPerHour} an hour with ${rails.minGapMinutes} minutes between posts leave it ${percent(share.planned)}`,
    }));
  if (quiet.length === 0) return notes;
  const hours = quiet.map(({ level }) => level).join(', ');
  const text = `quiet hours ${hours}: the policy wants ${percent(wanted)} there, the rails allow none`;
  return [{ cause: 'quiet_hours', dimension: 'hour', wanted, planned: 0, text }, ...notes];
}

function addTo(sums: Map<string, number>, level: string, amount: number): void {
  sums.set(level, (sums.get(level) ?? 0) + amount);
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

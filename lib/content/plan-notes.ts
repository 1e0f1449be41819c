import type { PlanNote } from './plan-input.ts';
import type { Rails } from './rails.ts';

type Dimension = 'generator' | 'format' | 'hour';
type Shares = Readonly<Record<string, number>>;

/** What the policy wanted and what could be given, over all draws of a plan. */
export interface ShareLedger {
  /** One draw: the source's shares, the chances it was made with, and what came. */
  add(dimension: Dimension, draw: { wanted: Shares; chances: Shares; level: string }): void;
  /** Where a rail, or what can be written, keeps a share from its weight, with the numbers. */
  notes(): PlanNote[];
}

interface Share {
  level: string;
  /** Share of posts that the policy wants. */
  wanted: number;
  /** Whether any draw could have given it. */
  wasOpen: boolean;
  /** Posts of this plan that have it. */
  count: number;
  draws: number;
}

/** Keeps the books of a plan's draws. */
export function shareLedger(rails: Rails): ShareLedger {
  const books = new Map<Dimension, { draws: number; levels: Map<string, Share> }>();
  return {
    add(dimension, { wanted, chances, level: drawn }) {
      const book = books.get(dimension) ?? { draws: 0, levels: new Map() };
      books.set(dimension, book);
      book.draws += 1;
      const total = Object.values(wanted).reduce((sum, weight) => sum + weight, 0);
      for (const level of new Set([...Object.keys(wanted), drawn])) {
        const share = book.levels.get(level) ?? { level, wanted: 0, wasOpen: false, count: 0, draws: 0 };
        book.levels.set(level, share);
        share.wanted += (wanted[level] ?? 0) / total;
        share.wasOpen ||= (chances[level] ?? 0) > 0;
        if (level === drawn) share.count += 1;
      }
    },
    notes() {
      return [...books].flatMap(([dimension, { draws, levels }]) => {
        const shares = [...levels.values()]
          .map((share) => ({ ...share, wanted: share.wanted / draws, draws }))
          .filter(({ wanted }) => wanted > 0)
          .sort((a, b) => b.wanted - a.wanted || (a.level < b.level ? -1 : 1));
        if (dimension === 'hour') return hourNotes(shares, rails);
        return shares.flatMap((share) => choiceNote(dimension, share, rails) ?? []);
      });
    },
  };
}

function choiceNote(dimension: 'generator' | 'format', share: Share, rails: Rails): PlanNote | null {
  const isThread = dimension === 'format' && share.level === 'thread';
  if (isThread && beyond(share, rails.threadsPerDay, rails)) {
    const text = `threads: ${kept(share, rails.threadsPerDay, rails)}`;
    return { cause: 'threads_per_day', dimension, ...numbersOf(share), text };
  }
  if (share.wasOpen) return null;
  const what = `${dimension} ${share.level}: the policy wants ${percent(share.wanted)}`;
  const text = `${what}, but nothing here can write ${dimension === 'format' ? 'it' : 'as it'}`;
  return { cause: 'no_writer', dimension, ...numbersOf(share), text };
}

/** Quiet hours are said together: they can be many. */
function hourNotes(shares: readonly Share[], rails: Rails): PlanNote[] {
  const isQuiet = ({ level }: Share) => rails.quietHours.includes(Number(level));
  const dimension = 'hour';
  const notes: PlanNote[] = shares
    .filter((share) => !isQuiet(share) && beyond(share, rails.postsPerHour, rails))
    .map((share) => ({
      cause: 'posts_per_hour',
      dimension,
      ...numbersOf(share),
      text: `hour ${share.level}: ${kept(share, rails.postsPerHour, rails)}`,
    }));
  const quiet = shares.filter(isQuiet).sort((a, b) => Number(a.level) - Number(b.level));
  if (quiet.length === 0) return notes;
  const wanted = quiet.reduce((sum, share) => sum + share.wanted, 0);
  const hours = quiet.map(({ level }) => level).join(', ');
  const text = `quiet hours ${hours}: the policy wants ${percent(wanted)} there, the rails allow none`;
  return [{ cause: 'quiet_hours', dimension, wanted, planned: 0, text }, ...notes];
}

/** Whether the policy wants more of a level than so many posts a day. */
function beyond({ wanted }: Share, most: number, { postsPerDay }: Rails): boolean {
  return wanted * postsPerDay > most + 1e-9;
}

function kept({ wanted, count, draws }: Share, most: number, { postsPerDay }: Rails): string {
  return `the policy wants ${percent(wanted)}, the rails allow ${most} of ${postsPerDay} posts a day; this plan has ${count} of ${draws}`;
}

function numbersOf({ level, wanted, count, draws }: Share): Pick<PlanNote, 'level' | 'wanted' | 'planned'> {
  return { level, wanted, planned: count / draws };
}

function percent(share: number): string {
  return `${Math.round(100 * share)}%`;
}

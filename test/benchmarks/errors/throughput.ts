import { createLineMiner } from '../../../lib/errors/mine-lines.ts';
import { type Random, seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { createDrain } from './drain.ts';
import type { LoghubSystem } from './loghub.ts';

const BATCH = 20_000;

export interface Throughput {
  minerLinesPerSecond: number;
  drainLinesPerSecond: number;
  minerPatterns: number;
  drainPatterns: number;
  /** Growth of the heap while mining, the lines themselves let go; needs --expose-gc, else null. */
  minerHeapGrowthMb: number | null;
  /** CPU seconds of the miner up to a quarter, a half and all of the lines. */
  minerSeconds: { quarter: number; half: number; all: number };
}

/**
 * Miner and Drain over the same `count` lines on one core: the system's lines over and over, every digit drawn anew, so that no
 * cache of whole lines can help. CPU time, batch by batch in turn; making the lines is not counted.
 */
export function measureThroughput(system: LoghubSystem, count: number): Throughput {
  const random = seededRandom(`throughput ${system.name}`);
  const miner = createLineMiner();
  const drain = createDrain();
  const heapBefore = heapMb();
  let minerMs = 0;
  let drainMs = 0;
  const seconds = { quarter: 0, half: 0, all: 0 };
  for (let done = 0; done < count; done += BATCH) {
    const lines = Array.from({ length: BATCH }, (_, at) =>
      withNewDigits(system.lines[(done + at) % system.lines.length] as string, random),
    );
    minerMs += cpuMs(() => {
      for (const line of lines) miner.add(line);
    });
    drainMs += cpuMs(() => {
      for (const line of lines) drain.add(line);
    });
    if (done + BATCH <= count / 4) seconds.quarter = minerMs / 1000;
    if (done + BATCH <= count / 2) seconds.half = minerMs / 1000;
  }
  const heapAfter = heapMb();
  let patterns = 0;
  minerMs += cpuMs(() => {
    patterns = miner.finish().length;
  });
  seconds.all = minerMs / 1000;
  return {
    minerLinesPerSecond: (1000 * count) / minerMs,
    drainLinesPerSecond: (1000 * count) / drainMs,
    minerPatterns: patterns,
    drainPatterns: drain.size(),
    minerHeapGrowthMb: heapBefore === null || heapAfter === null ? null : heapAfter - heapBefore,
    minerSeconds: seconds,
  };
}

/** A flat copy with every digit drawn anew. */
export function withNewDigits(line: string, random: Random): string {
  const bytes = Buffer.from(line, 'utf8');
  for (let i = 0; i < bytes.length; i++) {
    const byte = bytes[i] as number;
    if (byte >= 48 && byte <= 57) bytes[i] = 48 + Math.floor(random() * 10);
  }
  return bytes.toString('utf8');
}

function cpuMs(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

function heapMb(): number | null {
  if (!globalThis.gc) return null;
  globalThis.gc();
  return process.memoryUsage().heapUsed / 1e6;
}

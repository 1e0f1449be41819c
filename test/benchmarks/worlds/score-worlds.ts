import type { Effect, Finding } from '../../../lib/optimizing/analysis.ts';
import { analyzeHistory } from '../../../lib/optimizing/analyze-history.ts';
import type { World } from './generated-worlds.ts';
import { DAY_MS, HOUR_MS, W1, WORLD_START_MS } from './world-parameters.ts';

/** The yardsticks of offline worlds: means over worlds with effects, shares over worlds without. */
export interface WorldScores {
  pBestGenerator: number;
  pBestHour: number;
  lostGenerator: number;
  lostHour: number;
  weeklyClaims: number;
  weeklyFdr: number;
  lastingClaims: number;
  lastingFdr: number;
  nullWeekly: number;
  nullLasting: number;
  effectWorlds: number;
  nullWorlds: number;
  medianMs: number;
}

/** Scores one scheduled analysis per world at the end of its window. */
export function scoreWorlds(worlds: readonly World[]): WorldScores {
  const sum = { best: [0, 0], lost: [0, 0], claims: [0, 0], fdr: [0, 0], nulls: [0, 0] };
  const times: number[] = [];
  let effectWorlds = 0;
  for (const world of worlds) {
    const started = performance.now();
    const analysis = analyzeHistory(world.posts, { now: new Date(world.nowMs) });
    times.push(performance.now() - started);
    const strengths = (['weekly', 'lasting'] as const).map((s) => analysis.findings.filter((f) => f.strength === s));
    if (world.isNull) {
      strengths.forEach((findings, s) => {
        sum.nulls[s]! += findings.length > 0 ? 1 : 0;
      });
      continue;
    }
    effectWorlds += 1;
    (['generator', 'hour'] as const).forEach((dimension, d) => {
      const truth = truthOf(world, dimension);
      const picked = truth.get(leader(analysis.effects, dimension))!;
      const best = Math.max(...truth.values());
      sum.best[d]! += picked === best ? 1 : 0;
      sum.lost[d]! += Math.exp(best - picked) - 1;
    });
    strengths.forEach((findings, s) => {
      sum.claims[s]! += findings.length;
      sum.fdr[s]! += findings.filter((finding) => isFalse(world, finding)).length / Math.max(1, findings.length);
    });
  }
  const nullWorlds = worlds.length - effectWorlds;
  times.sort((a, b) => a - b);
  return {
    pBestGenerator: sum.best[0]! / effectWorlds,
    pBestHour: sum.best[1]! / effectWorlds,
    lostGenerator: sum.lost[0]! / effectWorlds,
    lostHour: sum.lost[1]! / effectWorlds,
    weeklyClaims: sum.claims[0]! / effectWorlds,
    weeklyFdr: sum.fdr[0]! / effectWorlds,
    lastingClaims: sum.claims[1]! / effectWorlds,
    lastingFdr: sum.fdr[1]! / effectWorlds,
    nullWeekly: sum.nulls[0]! / nullWorlds,
    nullLasting: sum.nulls[1]! / nullWorlds,
    effectWorlds,
    nullWorlds,
    medianMs: times[times.length >> 1]!,
  };
}

/** Whether a world without effects gets a lasting claim at any 4-hourly look of its life. */
export function everLasting(world: World, everyHours = 4): boolean {
  for (let at = WORLD_START_MS + DAY_MS; at <= world.nowMs; at += everyHours * HOUR_MS) {
    if (analyzeHistory(world.posts, { now: new Date(at), settings: { look: 'interim' } }).findings.length > 0)
      return true;
  }
  return false;
}

function leader(effects: readonly Effect[], dimension: Effect['dimension']): string {
  return effects.filter((e) => e.dimension === dimension).reduce((best, e) => (e.effect > best.effect ? e : best))
    .level;
}

/** True centred effects by level. */
function truthOf({ effects }: World, dimension: string): Map<string, number> {
  if (dimension === 'generator') return new Map(effects.alpha.map((x, g) => [`g${g}`, x]));
  if (dimension === 'hour') return new Map(effects.gamma.map((x, s) => [String(W1.hours[s]), x]));
  return new Map([
    ['single', -effects.beta / 2],
    ['thread', effects.beta / 2],
  ]);
}

function isFalse(world: World, { dimension, level, direction }: Finding): boolean {
  const truth = truthOf(world, dimension);
  const mean = [...truth.values()].reduce((sum, x) => sum + x, 0) / truth.size;
  return (truth.get(level)! - mean) * (direction === 'above' ? 1 : -1) <= 0;
}

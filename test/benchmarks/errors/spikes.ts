import { type FrequencySeries, judgeFrequency } from '../../../lib/errors/judge-frequency.ts';
import { sampleGamma, samplePoisson } from '../../../lib/statistics/samplers.ts';
import { type Random, seededRandom } from '../../../lib/statistics/seeded-random.ts';

const WINDOWS = 28;
const windowStart = new Date('2026-11-22T08:00:00Z');

export interface SpikeCell {
  phi: number;
  lambda: number;
  falsePositives: number;
  detected3x: number;
  detected10x: number;
}

/**
 * Rates over simulated series of a negative binomial count with mean `lambda` and variance `phi * lambda`, judged in runs of
 * `patterns` at a time, of which one spikes.
 */
export function simulateSpikes(
  cell: { phi: number; lambda: number },
  { series, patterns }: { series: number; patterns: number },
): SpikeCell {
  const random = seededRandom(`spikes ${cell.phi} ${cell.lambda}`);
  const draw = (mean: number) => negativeBinomial(random, mean, cell.phi);
  const flagged = (factor: number) => {
    let quiet = 0;
    let quietFlagged = 0;
    let spiking = 0;
    let spikingFlagged = 0;
    for (let run = 0; run < Math.ceil(series / patterns); run++) {
      const all = Array.from({ length: patterns }, (_, at): FrequencySeries => {
        const counts = Array.from({ length: WINDOWS }, () => draw(cell.lambda));
        counts.push(draw(at === 0 ? factor * cell.lambda : cell.lambda));
        return {
          fingerprint: String(at),
          firstSeen: new Date(0),
          lastSeen: windowStart,
          resolvedAt: null,
          counts,
          runs: [],
        };
      });
      judgeFrequency(all, { windowStart }).forEach((verdict, at) => {
        const isSpike = verdict.spike?.isSpike === true;
        if (at === 0 && factor > 1) {
          spiking++;
          if (isSpike) spikingFlagged++;
        } else {
          quiet++;
          if (isSpike) quietFlagged++;
        }
      });
    }
    return { quietRate: quietFlagged / quiet, spikingRate: spikingFlagged / Math.max(1, spiking) };
  };
  return {
    ...cell,
    falsePositives: flagged(1).quietRate,
    detected3x: flagged(3).spikingRate,
    detected10x: flagged(10).spikingRate,
  };
}

/** Poisson with a gamma rate; plain Poisson for phi = 1. */
function negativeBinomial(random: Random, mean: number, phi: number): number {
  return samplePoisson(random, phi <= 1 ? mean : sampleGamma(random, mean / (phi - 1)) * (phi - 1));
}

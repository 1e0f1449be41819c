import type { Candidate } from './candidate.ts';

/** A candidate and what the checks say of it. */
export interface CheckedCandidate {
  candidate: Candidate;
  problems: readonly string[];
}

/**
 * The candidate to publish: of those without problems the one with the highest score, the earliest of equals. A score is given
 * by a calibrated forecast; null where it abstains. Without any score the first without problems; null when all have some.
 */
export function chooseCandidate(
  checked: readonly CheckedCandidate[],
  { score = () => null }: { score?: (candidate: Candidate) => number | null } = {},
): Candidate | null {
  let chosen: Candidate | null = null;
  let highest: number | null = null;
  for (const { candidate, problems } of checked) {
    if (problems.length > 0) continue;
    const given = score(candidate);
    const value = given !== null && Number.isFinite(given) ? given : null;
    const isBetter = value !== null && (highest === null || value > highest);
    if (chosen === null || isBetter) chosen = candidate;
    if (isBetter) highest = value;
  }
  return chosen;
}

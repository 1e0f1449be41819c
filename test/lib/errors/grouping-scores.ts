export interface GroupingScores {
  /** Share of items in a group that holds exactly the items of one true group (Zhu et al. 2019). */
  groupAccuracy: number;
  /** Harmonic mean of the shares of found and of true groups that agree exactly (Jiang et al. 2024). */
  groupF1: number;
}

/** How well a grouping agrees with the truth; both give one label per item. */
export function groupingScores(found: readonly (string | number)[], truth: readonly string[]): GroupingScores {
  const foundGroups = indicesByLabel(found);
  const trueGroups = indicesByLabel(truth);
  let items = 0;
  let groups = 0;
  for (const indices of foundGroups.values()) {
    const label = truth[indices[0] as number] as string;
    const exact = trueGroups.get(label)?.length === indices.length && indices.every((index) => truth[index] === label);
    if (!exact) continue;
    items += indices.length;
    groups++;
  }
  return { groupAccuracy: items / truth.length, groupF1: (2 * groups) / (foundGroups.size + trueGroups.size) };
}

function indicesByLabel<T>(labels: readonly T[]): Map<T, number[]> {
  const groups = new Map<T, number[]>();
  labels.forEach((label, index) => {
    const group = groups.get(label);
    if (group) group.push(index);
    else groups.set(label, [index]);
  });
  return groups;
}

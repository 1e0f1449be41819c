/**
 * Whether two texts can be the same post: links aside (X shortens them), either may be a cut of the other, and small
 * differences of spelling are allowed. Compared by the share of three-letter runs of the shorter text that the longer
 * one has, at least one half. Texts too short to tell are taken to be the same.
 */
export function canBeSameText(left: string, right: string): boolean {
  const [shorter, longer] = [runs(left), runs(right)].sort((a, b) => a.size - b.size) as [Set<string>, Set<string>];
  if (shorter.size < 4) return true;
  const shared = [...shorter].filter((run) => longer.has(run)).length;
  return shared / shorter.size >= 0.5;
}

function runs(text: string): Set<string> {
  const plain = text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/https?:\/\/\S+/g, ' ')
    .replace(/[\s\p{P}]+/gu, ' ')
    .trim();
  const letters = [...plain];
  return new Set(letters.slice(2).map((_, index) => letters.slice(index, index + 3).join('')));
}

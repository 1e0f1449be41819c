/**
 * The one rule of this room for bad input: a RangeError that names the argument, what it got and what it wants.
 *
 * @throws RangeError when `holds` is false
 */
export function requireArgument(holds: boolean, name: string, got: unknown, wanted: string): void {
  if (!holds) throw new RangeError(`${name} must be ${wanted}, got ${String(got)}`);
}

/** @throws RangeError unless `p` is a probability in [0, 1]. */
export function requireProbability(name: string, p: number): void {
  requireArgument(p >= 0 && p <= 1, name, p, 'a probability between 0 and 1');
}

/** @throws RangeError unless `value` is positive and not NaN. */
export function requirePositive(name: string, value: number): void {
  requireArgument(value > 0, name, value, 'positive');
}

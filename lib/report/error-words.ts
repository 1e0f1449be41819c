import type { ErrorGroup } from './report-data.ts';

/** Why an error wants a person now. */
export const CRITICAL_WORDS: Readonly<Record<NonNullable<ErrorGroup['critical']>, string>> = {
  access: 'Critical: access is refused, and stays so until somebody acts.',
  every_run: 'Critical: every run of its job ends with it, and a retry will not help.',
  escalating: 'Critical: far more frequent than it was, beyond chance.',
};

/** Its job has succeeded since. What is critical is not over, however often a run succeeds in between. */
export function isOver({ state, critical, recovered }: Pick<ErrorGroup, 'state' | 'critical' | 'recovered'>): boolean {
  return state !== 'resolved' && critical === null && recovered === true;
}

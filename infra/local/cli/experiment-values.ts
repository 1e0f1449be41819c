import { InvalidArgumentError } from 'commander';
import type { Allocation, Guardrail } from '../../../lib/experiments/plan.ts';

/** Readers for what is said about experiments on the command line. */

export function guardrailValue(text: string, before: Guardrail[]): Guardrail[] {
  const [name, share, ...rest] = text.split(':');
  const loss = Number(share);
  if (!name || rest.length > 0 || !(loss >= 0 && loss < 1)) {
    throw new InvalidArgumentError('Wanted a metric and the share it may lose, e.g. followers:0.1.');
  }
  return [...before, { name, better: 'higher', margin: -Math.log1p(-loss) }];
}

export function trafficValue(text: string): [number, number] {
  const [from, to, ...rest] = text.split('-').map(Number);
  if (rest.length > 0 || !(from! >= 0 && from! < to! && to! <= 1)) {
    throw new InvalidArgumentError('Wanted a part of [0, 1], e.g. 0-0.5.');
  }
  return [from!, to!];
}

export function listValue(text: string): string[] {
  return text
    .split(',')
    .map((level) => level.trim())
    .filter((level) => level !== '');
}

export function positiveValue(text: string): number {
  const value = Number(text);
  if (!(value > 0 && Number.isFinite(value))) throw new InvalidArgumentError('Wanted a number above 0.');
  return value;
}

export function liftValue(text: string): number {
  const lift = Number(text);
  if (!(lift > -1 && lift !== 0))
    throw new InvalidArgumentError('Wanted a lift above -1 and not 0, e.g. 0.35 for +35%.');
  return lift;
}

export function probabilityValue(text: string): number {
  const p = Number(text);
  if (!(p > 0 && p < 1)) throw new InvalidArgumentError('Wanted a probability between 0 and 1, e.g. 0.05.');
  return p;
}

/** `fixed`, or a bandit with the least share of an arm: `thompson`, `top-two:0.1`. */
export function allocationValue(text: string): { kind: Allocation['kind']; floor?: number } {
  const [kind, share, ...rest] = text.split(':');
  const floor = share === undefined ? undefined : Number(share);
  const isKnown = kind === 'fixed' ? floor === undefined : kind === 'thompson' || kind === 'top-two';
  if (!isKnown || rest.length > 0 || (floor !== undefined && !(floor > 0 && floor < 1))) {
    throw new InvalidArgumentError('Wanted fixed, thompson or top-two, the latter with a least share: top-two:0.1.');
  }
  return { kind: kind as Allocation['kind'], ...(floor !== undefined && { floor }) };
}

import type { Exchange, Fault } from './fault.ts';
import { faultNamed } from './index.ts';

export interface FaultRule {
  /** How many requests it still acts on; default every one until it is cleared. 0 clears it. */
  times?: number;
  /** Acts only on requests for which this holds, besides where the fault acts anyway. */
  when?: (exchange: Exchange) => boolean;
}

/** Which faults are on, and how often each has acted. */
export interface Switchboard {
  /** @throws RangeError when there is no such fault. */
  set(name: string, rule?: FaultRule): void;
  clear(): void;
  /** The faults that act on this exchange: those set, and those it asks for by itself. Counts them. */
  actingOn(exchange: Exchange, askedFor: readonly string[]): Fault[];
  fired(): Record<string, number>;
}

export function createSwitchboard(): Switchboard {
  const rules = new Map<string, { fault: Fault; left: number; when: (exchange: Exchange) => boolean }>();
  const fired: Record<string, number> = {};
  return {
    set: (name, rule = {}) => {
      const fault = faultNamed(name);
      const left = rule.times ?? Number.POSITIVE_INFINITY;
      if (!(left >= 0)) throw new RangeError(`setFault: times is ${left}, wanted a number of requests, 0 to clear`);
      if (left === 0) rules.delete(name);
      else rules.set(name, { fault, left, when: rule.when ?? (() => true) });
    },
    clear: () => rules.clear(),
    actingOn: (exchange, askedFor) => {
      const acting = askedFor.map(faultNamed).filter((fault) => fault.actsOn(exchange));
      for (const [name, rule] of rules) {
        if (acting.includes(rule.fault) || !rule.fault.actsOn(exchange) || !rule.when(exchange)) continue;
        acting.push(rule.fault);
        rule.left -= 1;
        if (rule.left <= 0) rules.delete(name);
      }
      for (const { name } of acting) fired[name] = (fired[name] ?? 0) + 1;
      return acting;
    },
    fired: () => ({ ...fired }),
  };
}

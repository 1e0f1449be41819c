import type { CategoryRule } from './category-rules.ts';
import { ADVICE, CATEGORY_RULES, UNKNOWN_RULE } from './category-rules.ts';
import type { ErrorCategory, ErrorEvent } from './error-event.ts';

/** What kind of failure it is and what to do. */
export interface Categorisation {
  category: ErrorCategory;
  subcategory: string;
  /** Id of the deciding row of the table. */
  ruleId: string;
  /** Whether doing the same again later may succeed. */
  retryable: boolean;
  /** One sentence an operator can act on. */
  advice: string;
}

/** The fields of an event that decide its category. */
export type Categorisable = Pick<ErrorEvent, 'type' | 'message' | 'code' | 'status' | 'declared'>;

/** Text beyond this is not searched. */
const MAXIMUM_SEARCHED = 4_096;

/**
 * The category of an error: what its thrower declares, else the first matching row of the table; structured fields (status, SQLSTATE, code, name) stand
 * before text within each category.
 * @example categorise({ type: 'Error', code: '57014', status: null, message: 'canceling statement' }).category // => 'database'
 */
export function categorise(event: Categorisable): Categorisation {
  const found = CATEGORY_RULES.find((rule) => matches(rule, event)) ?? UNKNOWN_RULE;
  const { category, subcategory, id, retryable, advice } = found;
  const ruled = { category, subcategory, ruleId: id, retryable, advice: ADVICE[advice] };
  const { declared } = event;
  if (!declared) return ruled;
  return {
    category: declared.category,
    subcategory: declared.category === category ? subcategory : 'declared',
    ruleId: 'declared',
    retryable: declared.retryable ?? retryable,
    advice: declared.advice ?? ruled.advice,
  };
}

/** `java.net.UnknownHostException` is called UnknownHostException. */
function unqualified(name: string): string {
  return name.slice(name.lastIndexOf('.') + 1);
}

function matches(rule: CategoryRule, event: Categorisable): boolean {
  switch (rule.field) {
    case 'status':
      return event.status !== null && rule.pattern.test(String(event.status));
    case 'sqlstate':
      return event.code !== null && /^(?=.*\d)[0-9A-Z]{5}$/.test(event.code) && rule.pattern.test(event.code);
    case 'code':
      return event.code !== null && rule.pattern.test(event.code);
    case 'name':
      return event.type !== null && (rule.pattern.test(event.type) || rule.pattern.test(unqualified(event.type)));
    case 'message':
      return rule.pattern.test(event.message.slice(0, MAXIMUM_SEARCHED));
  }
}

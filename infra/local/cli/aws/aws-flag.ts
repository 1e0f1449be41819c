export const AWS_FLAG = '--aws';

/** Verbs that have `--aws` of their own, because they do more than ask the operator function. */
export const DO_IT_THEMSELVES: ReadonlySet<string> = new Set(['invoke', 'doctor', 'pause', 'resume']);

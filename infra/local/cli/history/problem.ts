/** Something in a history file that cannot be used, and where. */
export interface HistoryProblem {
  /** 1 is the first line of the file. */
  line: number;
  message: string;
}

/** What was got, short enough for a sentence. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = JSON.stringify(value) ?? String(value);
  return text.length <= 60 ? text : `${text.slice(0, 57)}…`;
}

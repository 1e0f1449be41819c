/** What a change does, without what it is expected to bring: that stands beside it with its interval. */
export function changeWords(description: string): string {
  return description.replace(/: [+\u2212-]?[\d.,]+% expected\.$/, '.');
}

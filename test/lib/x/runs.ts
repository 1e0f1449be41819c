/** How often a property is tried: a few hundred times ordinarily, `long` times with HONE_TEST_LONG=1 (`npm run test:long`). */
export function runs(options: { ordinary: number; long: number }): number {
  return process.env.HONE_TEST_LONG === '1' ? options.long : options.ordinary;
}

/** Milliseconds a test with so many tries may take. */
export const PATIENCE_MS = process.env.HONE_TEST_LONG === '1' ? 900_000 : 30_000;

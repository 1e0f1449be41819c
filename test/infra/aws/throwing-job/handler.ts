import { errorReport } from '../../../../lib/runtime/error-report.ts';
import * as work from './work.ts';

const { Reader, ...functions } = work;
const throwing = { ...functions, inAConstructor: () => Reader.open(), inAMethod: () => new Reader(2).read() };

/** Reports of everything that can be thrown, by what threw it. */
export async function handler(): Promise<Record<string, unknown>> {
  const reports: Record<string, unknown> = {};
  for (const [name, run] of Object.entries(throwing).sort(([a], [b]) => (a < b ? -1 : 1))) {
    try {
      await run();
    } catch (error) {
      reports[name] = errorReport(error, 'throwing_job');
    }
  }
  return reports;
}

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runDemo } from './demo/run-demo.ts';

// npm start: the whole loop on this machine over a simulated account. Ends with 0 only if the loop really closed.

const home = await mkdtemp(join(tmpdir(), 'hone-demo-'));
const say = (text: string) => void process.stdout.write(`${text}\n`);
try {
  const { html, closed } = await runDemo({ home, say });
  await writeFile('report.html', html);
  say(`\nThe report is in report.html. ${closed ? 'The loop closed.' : 'The loop did NOT close; see above.'}`);
  process.exitCode = closed ? 0 : 1;
} catch (error) {
  process.stderr.write(`npm start failed: ${error instanceof Error ? error.message : String(error)}\n`);
  if (process.env.HONE_DEBUG === '1') process.stderr.write(`${(error as Error).stack}\n`);
  process.exitCode = 1;
} finally {
  await rm(home, { recursive: true, force: true });
}

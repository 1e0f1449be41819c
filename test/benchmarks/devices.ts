/**
 * One real account whose device of posting stands for the generator. Raw means prefer the iPhone, because the account grew
 * while it moved from one device to the other; with the level adjusted, Android did better.
 *
 *   node test/benchmarks/devices.ts [folder of the real data]
 */
import { analyzeHistory } from '../../lib/optimizing/analyze-history.ts';
import { sharedPath } from '../support/shared.ts';
import { devices } from './hours/real-accounts.ts';

const folder = process.argv[2] ?? sharedPath('data');
if (!folder) {
  process.stderr.write('The real data are absent: give their folder as the first argument.\n');
  process.exit(1);
}
const COMPARED = ['Android', 'iPhone'];
const account = devices(folder);
const posts = account.posts.filter(({ generator_name }) => COMPARED.includes(generator_name ?? ''));
const raw = COMPARED.map((device) => {
  const own = posts.filter(({ generator_name }) => generator_name === device);
  const total = own.reduce((sum, { metrics: [m] }) => sum + m!.likes! + m!.retweets!, 0);
  return `${device} ${Math.round(total / own.length)} (${own.length} posts)`;
});
process.stdout.write(`raw mean engagements: ${raw.join(', ')}\n`);
for (const until of [
  '2015-12-31',
  '2016-03-31',
  '2016-06-30',
  '2016-09-30',
  '2016-12-31',
  '2017-03-31',
  '2018-01-31',
]) {
  const now = new Date(`${until}T00:00:00Z`);
  const analysis = analyzeHistory(posts, { now, timeZone: account.timeZone, settings: { generators: COMPARED } });
  const effects = analysis.effects.filter(({ dimension }) => dimension === 'generator');
  const findings = analysis.findings.filter(({ dimension }) => dimension === 'generator');
  const abstention = analysis.abstentions.find(({ dimension }) => dimension === 'generator');
  const told = findings.map(({ level, direction, strength }) => `${level} ${direction} (${strength})`).join(', ');
  process.stdout.write(
    `until ${until}, ${analysis.posts.used} used: ${effects.map((e) => `${e.level} ${(100 * e.lift).toFixed(0)}% (n ${e.n}, P ${e.probabilityBest.toFixed(2)})`).join(', ')}; findings: ${told || 'none'}${abstention ? `; abstains: ${abstention.reason}` : ''}\n`,
  );
}

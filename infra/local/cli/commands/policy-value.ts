import { Command } from 'commander';
import type { PolicyWorth } from '../../../../lib/jobs/value-policy.ts';
import type { PolicyWeights } from '../../../../lib/learning/history.ts';
import { formatLift, formatLiftInterval } from '../../../../lib/report/format.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { missingPolicy } from '../missing-policy.ts';
import { onAccount } from '../on-account.ts';
import { dayCountValue, handleValue, pinValue, versionValue } from '../option-values.ts';
import { readText } from '../read-input.ts';

const DAYS = 56;
const HELP = `
Estimates from posts that were drawn at random, by the probabilities that were stored with them: inverse propensity, self-normalised and
doubly robust. Nothing is changed. With --pin only the dimensions that are pinned are looked at, and their other levels keep their
proportions; otherwise generators, formats and hours together. The file holds { generators, formats, hours }, each with weights that sum
to 1, any of them left out. Exits with 5 and the reason when the posts are worth too little under those weights.

Examples:
  hone policy value --pin generators.how_to=0.5
  hone policy value 3 --json
  hone policy value --file policy.json --days 90`;

interface Options {
  account?: string;
  pin?: Pin[];
  file?: string;
  metric?: string;
  days: number;
  json?: boolean;
}

interface Pin {
  dimension: 'generators' | 'formats' | 'hours';
  level: string;
  weight: number;
}

/** What any policy would have given, without trying it. */
export function addValueVerb(policy: Command, io: Io): void {
  const readPin = pinValue(true);
  policy.addCommand(
    new Command('value')
      .description('what other shares would have given, estimated from the probabilities of posts that are out')
      .argument('[version]', 'with the shares of this version (default: the one in force)', versionValue)
      .option('--account <handle>', 'whose; needed when there are several accounts', handleValue)
      .option(
        '--pin <dimension.level=share>',
        'with this share of one level; may be repeated',
        (text: string, before: Pin[] = []) => [...before, readPin(text)],
      )
      .option('--file <path>', 'with the shares in this JSON file; - for standard input')
      .option('--metric <name>', "what is valued (default: the account's objective)")
      .option('--days <n>', `how far to look back (default: ${DAYS})`, dayCountValue, DAYS)
      .addHelpText('after', HELP)
      .action((version: number | undefined, _: unknown, command: Command) =>
        value(io, version, command.optsWithGlobals()),
      ),
  );
}

async function value(io: Io, named: number | undefined, options: Options): Promise<void> {
  if (options.file !== undefined && named !== undefined) {
    throw new CliError(`--file ${options.file} and version ${named} are two policies; leave one out`, EXIT.usage);
  }
  if (options.days === 0) throw new CliError('--days 0 looks back at nothing; give 1 or more', EXIT.usage);
  const { valuePolicy } = await import('../../../../lib/jobs/value-policy.ts');
  const { findPolicy, policyState } = await import('../../../../lib/database/queries/policies.ts');
  const given = options.file === undefined ? null : await weightsIn(io, options.file);
  const worth = await onAccount(io, options.account, async (sql, account) => {
    const now = io.clock();
    let weights = given;
    if (weights === null) {
      const { accountId } = account;
      const version = named ?? (await policyState(sql, accountId, now)).inForce?.version;
      const policy = version === undefined ? null : await findPolicy(sql, accountId, version);
      if (policy === null) throw missingPolicy(account, version);
      ({ weights } = policy);
    }
    const wanted = options.pin === undefined ? weights : pinned(weights, options.pin);
    const { metric, days } = options;
    return valuePolicy(sql, { account, weights: wanted, days, now, ...(metric !== undefined && { metric }) });
  });
  await print(io, options.json ? `${JSON.stringify(worth)}\n` : inWords(worth));
}

/** The weights of the pinned dimensions alone: what is not pinned there keeps its proportions. */
function pinned(weights: Partial<PolicyWeights>, pins: readonly Pin[]): Partial<PolicyWeights> {
  const byDimension = Map.groupBy(pins, ({ dimension }) => dimension);
  return Object.fromEntries(
    [...byDimension].map(([dimension, own]) => {
      const fixed = Object.fromEntries(own.map(({ level, weight }) => [level, weight]));
      const taken = Object.values(fixed).reduce((sum, weight) => sum + weight, 0);
      const others = Object.entries(weights[dimension] ?? {}).filter(([level]) => !(level in fixed));
      const rest = others.reduce((sum, [, weight]) => sum + weight, 0);
      if (taken > 1 + 1e-9 || (rest <= 0 && Math.abs(taken - 1) > 1e-9)) {
        throw new CliError(
          `the pins of ${dimension} are ${taken} together, and ${rest > 0 ? 'leave less than nothing' : 'no other level takes the rest'}; they must fit into 1`,
          EXIT.usage,
        );
      }
      const scaled = others.map(([level, weight]) => [level, ((1 - taken) * weight) / rest] as const);
      return [dimension, { ...fixed, ...Object.fromEntries(scaled) }];
    }),
  );
}

async function weightsIn(io: Io, file: string): Promise<Partial<PolicyWeights>> {
  const wanted = `${file} must hold { "generators": { name: share }, "formats": …, "hours": … } with shares from 0 to 1`;
  let value: unknown;
  try {
    value = JSON.parse(await readText(io, file));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new CliError(`${wanted}, but is not JSON: ${cause.message}`, EXIT.failed, { cause });
  }
  const isObject = (one: unknown): one is Record<string, unknown> =>
    typeof one === 'object' && one !== null && !Array.isArray(one);
  if (!isObject(value)) throw new CliError(`${wanted}, but holds no object`, EXIT.failed);
  const parts = (['generators', 'formats', 'hours'] as const).flatMap((dimension) => {
    const shares = value[dimension];
    if (shares === undefined) return [];
    if (!isObject(shares) || !Object.values(shares).every((share) => typeof share === 'number' && share >= 0)) {
      throw new CliError(`${wanted}; its ${dimension} are not that`, EXIT.failed);
    }
    return [[dimension, shares as Record<string, number>] as const];
  });
  if (parts.length === 0) throw new CliError(`${wanted}, but has none of the three`, EXIT.failed);
  return Object.fromEntries(parts);
}

function inWords({ metric, days, dimensions, lift, interval, estimate }: PolicyWorth): string {
  const { n, effectiveSampleSize } = estimate;
  return [
    `${metric} under these shares of ${dimensions.join(', ')}: ${formatLift(lift)} against how posts were drawn (${formatLiftInterval(interval)}, 95%)`,
    `from ${n} posts of the last ${days} days, worth ${effectiveSampleSize.toFixed(0)} under these shares`,
    '',
  ].join('\n');
}

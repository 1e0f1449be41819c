import { Command, Option } from 'commander';
import type { AnalysisSettings } from '../../../../lib/optimizing/settings.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import { handleValue, hoursValue, numberValue, pinValue, timeZoneValue, weekdaysValue } from '../option-values.ts';
import { withHost } from '../with-host.ts';

const HELP = `
What is not named stays as it is. A pin fixes one level's share of posts; the others share the rest. "none" empties a list.

Examples:
  hone account set your_handle --autonomy recommend
  hone account set your_handle --forbid-hours 0-5,23 --never-post saturday,sunday
  hone account set your_handle --pin generators.how_to=0.3 --unpin formats.thread`;

type Dimension = 'generators' | 'formats' | 'hours';

interface Options {
  autonomy?: 'observe' | 'recommend' | 'auto';
  timeZone?: string;
  objective?: string;
  halfLifeDays?: number;
  maxDailyChange?: number;
  holdoutShare?: number;
  margin?: number;
  forbidHours?: number[];
  neverPost?: number[];
  pin?: { dimension: Dimension; level: string; weight: number }[];
  unpin?: { dimension: Dimension; level: string }[];
  json?: boolean;
}

export function accountSetCommand(io: Io): Command {
  const several =
    <T>(read: (text: string) => T) =>
    (text: string, before: T[] = []) => [...before, read(text)];
  return new Command('set')
    .description('how far Hone may go by itself, and what it must keep')
    .argument('<handle>', 'its handle', handleValue)
    .addOption(
      new Option(
        '--autonomy <mode>',
        'observe: analyse only; recommend: ask; auto: change the policy within bounds',
      ).choices(['observe', 'recommend', 'auto']),
    )
    .option('--time-zone <tz>', 'its IANA time zone', timeZoneValue)
    .option('--objective <name>', 'what is maximised: engagement_rate, engagement, reach, followers or weighted')
    .option('--half-life-days <days>', 'age at which a post counts half', numberValue)
    .option('--max-daily-change <share>', 'largest change of each dimension per day, e.g. 0.25', numberValue)
    .option('--holdout-share <share>', 'share of posts drawn from the baseline, e.g. 0.2', numberValue)
    .option('--margin <share>', 'loss against the holdout that is borne, e.g. 0.05', numberValue)
    .option('--forbid-hours <hours>', 'local hours at which nothing is planned, e.g. 0-5,23', hoursValue)
    .option('--never-post <weekdays>', 'weekdays on which nothing is planned, e.g. saturday,sunday', weekdaysValue)
    .option('--pin <dimension.level=share>', 'fix a share of posts; may be repeated', several(pinValue(true)))
    .option('--unpin <dimension.level>', 'let it move again; may be repeated', several(pinValue(false)))
    .addHelpText('after', HELP)
    .action((handle: string, _: unknown, command: Command) => set(io, handle, command.optsWithGlobals<Options>()));
}

async function set(io: Io, handle: string, options: Options): Promise<void> {
  const { findAccount, updateAccount } = await import('../../../../lib/database/queries/accounts.ts');
  const { accountSettings } = await import('../../../../lib/jobs/account-settings.ts');
  const { chooseAccount } = await import('../choose-account.ts');
  const { json, ...changes } = options;
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new CliError('nothing to set was named; see: hone account set --help', EXIT.usage);
  }
  const account = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const { accountId, settings: before } = await chooseAccount(sql, handle);
      const settings = changed(before, changes);
      accountSettings(settings);
      const { autonomy, timeZone } = changes;
      await updateAccount(sql, accountId, { ...(autonomy && { autonomy }), ...(timeZone && { timeZone }), settings });
      return findAccount(sql, accountId);
    }),
  );
  if (account === null) return;
  const { accountId, autonomy, timeZone, settings } = account;
  if (json) return print(io, `${JSON.stringify(account)}\n`);
  const kept = Object.keys(settings).length === 0 ? 'nothing else is settled' : JSON.stringify(settings);
  await print(io, `@${accountId}: policy ${autonomy}, ${timeZone}; ${kept}\n`);
}

function changed(settings: Record<string, unknown>, options: Options): Record<string, unknown> {
  const { objective, halfLifeDays, maxDailyChange, holdoutShare, margin, forbidHours, neverPost } = options;
  const named = { objective, halfLifeDays, maxDailyChange, holdoutShare, guardrailMargin: margin };
  const given = Object.entries(named).filter(([, value]) => value !== undefined);
  const locks = { ...(settings.locks as AnalysisSettings['locks']) };
  if (forbidHours !== undefined) locks.forbiddenHours = forbidHours;
  if (neverPost !== undefined) locks.neverPostDays = neverPost;
  if (options.pin !== undefined || options.unpin !== undefined) locks.weights = pinned(locks.weights ?? {}, options);
  return {
    ...settings,
    ...Object.fromEntries(given),
    ...(Object.keys(locks).length > 0 && { locks }),
  };
}

function pinned(before: Partial<Record<Dimension, Record<string, number>>>, { pin = [], unpin = [] }: Options) {
  const weights = structuredClone(before);
  for (const { dimension, level } of unpin) delete weights[dimension]?.[level];
  for (const { dimension, level, weight } of pin) weights[dimension] = { ...weights[dimension], [level]: weight };
  return weights;
}

import { Command, Option } from 'commander';
import { type AccountOptions, changedRails, changedSettings, railsLine } from '../account-changes.ts';
import { CliError, EXIT } from '../cli-error.ts';
import { type Io, print } from '../io.ts';
import {
  countValue,
  handleValue,
  hoursValue,
  namesValue,
  numberValue,
  pinValue,
  timeZoneValue,
  weekdaysValue,
  worthValue,
} from '../option-values.ts';
import { userOf } from '../user.ts';
import { withHost } from '../with-host.ts';

const HELP = `
What is not named stays as it is. A pin fixes one level's share of posts; the others share the rest. "none" empties a list.

Examples:
  hone account set your_handle --autonomy recommend
  hone account set your_handle --forbid-hours 0-5,23 --never-post saturday,sunday
  hone account set your_handle --pin generators.how_to=0.3 --unpin formats.thread
  hone account set your_handle --weigh-followers 1 --never-lose-followers
  hone account set your_handle --posts-per-day 4 --min-gap 90 --quiet-hours 22-6
  hone account set your_handle --voice "for plumbers, dry, no exclamation marks" --publishing outbox`;

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
    .option(
      '--weigh-followers <worth>',
      'followers beside the objective: 1 is alike, 2 twice as much; none: not at all',
      worthValue,
    )
    .option('--never-lose-followers', 'choose only what surely enough loses no followers (needs readings of some days)')
    .option('--half-life-days <days>', 'age at which a post counts half', numberValue)
    .option('--max-daily-change <share>', 'largest change of each dimension per day, e.g. 0.25', numberValue)
    .option('--holdout-share <share>', 'share of posts drawn from the baseline, e.g. 0.2', numberValue)
    .option('--margin <share>', 'loss against the holdout that is borne, e.g. 0.05', numberValue)
    .option('--forbid-hours <hours>', 'local hours at which nothing is planned, e.g. 0-5,23', hoursValue)
    .option('--never-post <weekdays>', 'weekdays on which nothing is planned, e.g. saturday,sunday', weekdaysValue)
    .option('--pin <dimension.level=share>', 'fix a share of posts; may be repeated', several(pinValue(true)))
    .option('--unpin <dimension.level>', 'let it move again; may be repeated', several(pinValue(false)))
    .option('--posts-per-day <n>', 'a rail: at most so many posts a day, 0 to 50', countValue(50))
    .option('--posts-per-hour <n>', 'a rail: at most so many posts an hour, 0 to 10', countValue(10))
    .option('--min-gap <minutes>', 'a rail: at least so long between two posts, 1 to 1440', countValue(1_440, 1))
    .option('--threads-per-day <n>', 'a rail: at most so many threads a day, 0 to 50', countValue(50))
    .option('--quiet-hours <hours>', 'a rail: local hours at which nothing goes out, e.g. 22-6', hoursValue)
    .addOption(
      new Option('--approval <mode>', 'required: a person approves every post; none: posts are queued at once').choices(
        ['required', 'none'],
      ),
    )
    .addOption(
      new Option(
        '--publishing <channel>',
        'how posts leave: not at all, by your own bot, by a webhook, by the X API',
      ).choices(['off', 'outbox', 'webhook', 'x']),
    )
    .option('--language <tag>', 'the language of posts, e.g. en or pt-BR')
    .option('--voice <text>', 'who reads it and how the account sounds')
    .option('--ban-topics <names>', 'what is never written about, e.g. politics,religion', namesValue)
    .addHelpText('after', HELP)
    .action((handle: string, _: unknown, command: Command) =>
      set(io, handle, command.optsWithGlobals<AccountOptions>()),
    );
}

async function set(io: Io, handle: string, options: AccountOptions): Promise<void> {
  const { changeAccount } = await import('../../../../lib/jobs/change-account.ts');
  const { accountSettings } = await import('../../../../lib/jobs/account-settings.ts');
  const { chooseAccount } = await import('../choose-account.ts');
  const { json, ...changes } = options;
  if (Object.values(changes).every((value) => value === undefined)) {
    throw new CliError('nothing to set was named; see: hone account set --help', EXIT.usage);
  }
  const { account, rails } = await withHost(io, {}, (host) =>
    host.database(async (sql) => {
      const { accountId, settings: before } = await chooseAccount(sql, handle);
      const settings = changedSettings(before, changes);
      accountSettings(settings);
      const { autonomy, approval, publishing, timeZone } = changes;
      return changeAccount(sql, {
        accountId,
        change: {
          ...(autonomy && { autonomy }),
          ...(approval && { approval }),
          ...(publishing && { publishing }),
          ...(timeZone && { timeZone }),
          settings,
        },
        rails: changedRails(changes),
        by: userOf(io),
        at: io.clock(),
      });
    }),
  );
  if (account === null || rails === null) return;
  const { accountId, autonomy, timeZone, settings, approval, publishing } = account;
  if (json) return print(io, `${JSON.stringify({ ...account, rails })}\n`);
  const kept = Object.keys(settings).length === 0 ? 'nothing else is settled' : JSON.stringify(settings);
  await print(
    io,
    `@${accountId}: policy ${autonomy}, ${timeZone}; ${kept}\n  rails       ${railsLine(rails)}\n` +
      `  publishing  ${publishing}, approval ${approval}\n`,
  );
}

import { Command } from 'commander';
import type { ParsedPayload } from '../../../../lib/x/parse-x.ts';
import { CliError } from '../cli-error.ts';
import { explainError } from '../explain-error.ts';
import { type Io, printJson, say } from '../io.ts';
import { handleValue, userIdValue } from '../option-values.ts';
import { readText } from '../read-input.ts';

const HELP = `
Prints one JSON line per own post: tweet_id author_id created_at impressions likes retweets replies quotes bookmarks
source. null means that X did not say. What X refused, and values that cannot be right, are told on standard error.

Example:
  hone parse user_tweets.json --author-id 2244994945`;

interface Options {
  authorId?: string;
  handle?: string;
}

export function parseCommand(io: Io): Command {
  return new Command('parse')
    .description('read recorded X payloads or pages and print the posts in them')
    .argument('<file...>', "X's JSON, or a page of X as HTML; - for standard input")
    .option('--author-id <id>', "only this author's posts (X's numeric user id)", userIdValue)
    .option('--handle <handle>', "the author's handle: rendered pages name authors by it", handleValue)
    .addHelpText('after', HELP)
    .action((files: string[], options: Options) => parseFiles(io, files, options));
}

async function parseFiles(io: Io, files: readonly string[], options: Options): Promise<void> {
  const { parseLines } = await import('../../../../lib/x/parse-lines.ts');
  const { parseText } = await import('../../../../lib/x/parse-text.ts');
  const failures: string[] = [];
  for (const file of files) {
    try {
      const text = await readText(io, file);
      const parsed = parseText(text, {
        authorId: options.authorId ?? null,
        handle: options.handle ?? null,
        readAt: io.clock(),
      });
      for (const line of parseLines(parsed.posts)) await printJson(io, line);
      for (const remark of remarks(parsed)) say(io, `${file}: ${remark}`);
    } catch (error) {
      const { message } = explainError(error);
      failures.push(message.startsWith(file) ? message : `${file}: ${message}`);
    }
  }
  if (failures.length === 0) return;
  if (files.length === 1) throw new CliError(failures.join());
  for (const failure of failures) say(io, failure);
  throw new CliError(`${failures.length} of ${files.length} files could not be read; the others were`);
}

function remarks({ posts, errors, gone, quarantined }: ParsedPayload): string[] {
  const told = errors.length + gone.length + quarantined.length > 0;
  return [
    ...(posts.length === 0 && !told ? ['no own posts in it'] : []),
    ...errors.map(({ kind, message }) => `X reported ${kind}: ${message}`),
    ...gone.map(({ tweetId, reason }) => `post ${tweetId} is gone: ${reason}`),
    ...quarantined.map(
      ({ tweetId, field, got, reason }) => `set aside ${field} of post ${tweetId ?? 'unknown'}, got ${got}: ${reason}`,
    ),
  ];
}

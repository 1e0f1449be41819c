import * as z from 'zod/mini';

const file = z.object({ text: z.string(), modifiedAt: z.string() });

const request = z.strictObject({
  /** The command line, after `hone`. */
  args: z.array(z.string()).check(z.minLength(1)),
  /** What the command reads from standard input. */
  stdin: z.optional(z.string()),
  /** The files it may read, by the names that `args` gives them. */
  files: z.optional(z.record(z.string(), file)),
  /** Whether its output is shown to a person. */
  isTerminal: z.optional(z.boolean()),
  /** Who is at the keyboard, for the record of what people change. */
  user: z.optional(z.string().check(z.maxLength(64))),
  /** HONE_DEBUG=1: logs and stacks on standard error. */
  debug: z.optional(z.boolean()),
});

const answer = z.object({
  exitCode: z.number(),
  stdout: z.string(),
  stderr: z.string(),
  /** What it wrote, by the names that `args` gave. */
  files: z.record(z.string(), z.string()),
});

/** One command line for the deployed database. */
export type OperatorRequest = z.infer<typeof request>;
/** What became of it: exactly what the command would have shown here. */
export type OperatorAnswer = z.infer<typeof answer>;

/** Something that is no message between the command line and the operator function. */
export class MessageError extends Error {
  override readonly name = 'MessageError';
  readonly code = 'HONE_OPERATOR_MESSAGE';
}

/** @throws MessageError that says what a request is */
export function readRequest(value: unknown): OperatorRequest {
  const parsed = request.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MessageError(
    `the operator function takes {"args":["status"]}, as \`hone status --aws\` sends it; wrong: ${wrongParts(parsed.error)}`,
  );
}

/** @throws MessageError when the function is of a version that answers otherwise */
export function readAnswer(value: unknown): OperatorAnswer {
  const parsed = answer.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new MessageError(
    `the operator function answered in a way this version of hone does not know (${wrongParts(parsed.error)}); deploy again`,
  );
}

function wrongParts({ issues }: { issues: readonly { path: PropertyKey[] }[] }): string {
  return [...new Set(issues.map(({ path }) => path.join('.') || 'all of it'))].join(', ');
}

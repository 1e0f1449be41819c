import type { JsonObject } from '../payloads/json.ts';

export interface PayloadEntry extends JsonObject {
  entryId: string;
  content: JsonObject;
}

/** Changes the entries of a timeline in place; `pinToo` takes the pinned post's entry through it as well. */
export function changeEntries(
  payload: JsonObject,
  change: (entries: PayloadEntry[]) => PayloadEntry[],
  pinToo = false,
): JsonObject {
  const data = payload.data as { user?: { result?: { timeline?: { timeline: { instructions: JsonObject[] } } } } };
  const timeline = data.user?.result?.timeline?.timeline;
  if (!timeline) return payload;
  timeline.instructions = timeline.instructions.flatMap((instruction) => {
    if (instruction.entries) return [{ ...instruction, entries: change(instruction.entries as PayloadEntry[]) }];
    if (!pinToo || !instruction.entry) return [instruction];
    const [entry] = change([instruction.entry as PayloadEntry]);
    return entry ? [{ ...instruction, entry }] : [];
  });
  return payload;
}

/** Entries of one post each, no modules, cursors or advertisements. */
export function tweetEntriesOf(entries: readonly PayloadEntry[]): PayloadEntry[] {
  return entries.filter(({ entryId }) => entryId.startsWith('tweet-'));
}

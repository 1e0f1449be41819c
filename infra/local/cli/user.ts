import type { Io } from './io.ts';

/** Who is at the keyboard, for the record: as named, or as this machine calls them. */
export function userOf(io: Io, named?: string): string {
  return named ?? io.env.USER ?? io.env.LOGNAME ?? 'operator';
}

import type { Token } from './token.ts';

/** A token that still knows where it stood in the message. */
export interface Lexeme extends Token {
  start: number;
  end: number;
}

export function isMark(token: Token | undefined, text: string): boolean {
  return token?.kind === 'punctuation' && token.text === text;
}

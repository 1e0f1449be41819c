/**
 * Characters that no post of ours holds: they cannot be stored (NUL, halves of surrogate pairs), turn the direction of writing
 * around, or hide something from the person who approves the text.
 */
const FORBIDDEN: readonly (readonly [from: number, to: number, what: string])[] = [
  [0x00, 0x09, 'a control character'],
  [0x0b, 0x1f, 'a control character'],
  [0x7f, 0x9f, 'a control character'],
  [0xad, 0xad, 'an invisible character'],
  [0x034f, 0x034f, 'an invisible character'],
  [0x061c, 0x061c, 'a mark that changes the direction of writing'],
  [0x115f, 0x1160, 'an invisible character'],
  [0x17b4, 0x17b5, 'an invisible character'],
  [0x180b, 0x180f, 'an invisible character'],
  [0x200b, 0x200b, 'an invisible character'],
  [0x200e, 0x200f, 'a mark that changes the direction of writing'],
  [0x2028, 0x2029, 'a line separator'],
  [0x202a, 0x202e, 'a mark that changes the direction of writing'],
  [0x2060, 0x2065, 'an invisible character'],
  [0x2066, 0x2069, 'a mark that changes the direction of writing'],
  [0x206a, 0x206f, 'an invisible character'],
  [0x3164, 0x3164, 'an invisible character'],
  [0xd800, 0xdfff, 'half of a surrogate pair'],
  [0xfe00, 0xfe0e, 'an invisible character'],
  [0xfeff, 0xfeff, 'an invisible character'],
  [0xffa0, 0xffa0, 'an invisible character'],
  [0xfff0, 0xffff, 'a character that means nothing'],
  [0xe0000, 0xe0fff, 'an invisible character'],
];
/** Most texts, and quickly told. */
const PLAIN = /^[\n -~]*$/;
const JOINER = 0x200d;
const NON_JOINER = 0x200c;
const PRESENTATION = 0xfe0f;
const JOINING_SCRIPTS =
  /\p{Script=Arabic}|\p{Script=Syriac}|\p{Script=Devanagari}|\p{Script=Bengali}|\p{Script=Gujarati}|\p{Script=Kannada}|\p{Script=Malayalam}|\p{Script=Sinhala}|\p{Script=Tamil}|\p{Script=Telugu}/u;

/** What is forbidden in a text, each kind once with its first code point; empty when nothing is. */
export function forbiddenCharactersIn(text: string): string[] {
  if (PLAIN.test(text)) return [];
  const found = new Map<string, string>();
  eachCharacter(text, (character, what) => {
    if (what !== null && !found.has(what)) found.set(what, `${what} (${codeName(character)})`);
  });
  return [...found.values()];
}

/** The text without its forbidden characters; line ends become `\n`, other white space of the control range a space. */
export function withoutForbiddenCharacters(text: string): string {
  if (PLAIN.test(text)) return text;
  let kept = '';
  eachCharacter(
    text.replaceAll(/\r\n?|[\u2028\u2029\u0085]/g, '\n').replaceAll(/[\t\v\f]/g, ' '),
    (character, what) => {
      if (what === null) kept += character;
    },
  );
  return kept;
}

function eachCharacter(text: string, visit: (character: string, what: string | null) => void): void {
  const characters = [...text];
  for (const [i, character] of characters.entries()) {
    const code = character.codePointAt(0)!;
    if (code === JOINER || code === NON_JOINER || code === PRESENTATION) {
      visit(character, isInPlace(code, characters[i - 1] ?? '') ? null : 'an invisible character');
    } else {
      visit(character, FORBIDDEN.find(([from, to]) => code >= from && code <= to)?.[2] ?? null);
    }
  }
}

/** Emoji are composed with them, and scripts whose letters join need them; anywhere else they hide something. */
function isInPlace(code: number, before: string): boolean {
  if (code === PRESENTATION) return /\p{Emoji}/u.test(before);
  if (JOINING_SCRIPTS.test(before)) return true;
  return code === JOINER && /\p{Extended_Pictographic}|\p{Emoji_Modifier}|\ufe0f/u.test(before);
}

function codeName(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

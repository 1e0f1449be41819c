/** Classes of UTF-16 code units for the scanner; everything beyond ASCII counts as a letter. */
export const SPACE = 0;
export const LETTER = 1;
export const DIGIT = 2;
/** Joins letters and digits to one word: `a.b`, `node-12`, `/usr/lib`, `me@host`. */
export const JOINER = 3;
export const PUNCTUATION = 4;

const classes = new Uint8Array(128);
for (let code = 0; code < 128; code++) {
  const character = String.fromCharCode(code);
  if (/[A-Za-z_]/.test(character)) classes[code] = LETTER;
  else if (/[0-9]/.test(character)) classes[code] = DIGIT;
  else if (/[.\-/\\@%+~$]/.test(character)) classes[code] = JOINER;
  else if (code > 32 && code < 127) classes[code] = PUNCTUATION;
}

export function characterClass(code: number): number {
  return code < 128 ? (classes[code] as number) : LETTER;
}

export function isHexDigit(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 97 && code <= 102) || (code >= 65 && code <= 70);
}

export function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { SETTINGS } from '../lib/runtime/settings.ts';

/** The text with white space folded: a formatter may align tables. */
const readme = (await readFile(new URL('../README.md', import.meta.url), 'utf8')).replaceAll(/ +/g, ' ');

describe('the README', () => {
  it.each(SETTINGS.map((setting) => [setting.name, setting] as const))('documents %s as it is', (_name, setting) => {
    const fallback = setting.fallback === null ? '–' : `\`${setting.fallback}\``;
    expect(readme).toContain(`| \`${setting.name}\` | ${setting.wants} | ${fallback} | ${setting.meaning} |`);
  });
});

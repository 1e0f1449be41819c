import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { COMMANDS } from '../infra/local/cli/commands/table.ts';
import type { Io } from '../infra/local/cli/io.ts';

const root = new URL('../', import.meta.url);
const pages = ['README.md', ...readdirSync(new URL('docs/', root)).map((name) => `docs/${name}`)];
const textOf = (page: string) => readFileSync(new URL(page, root), 'utf8');
const anchorOf = (heading: string) =>
  heading
    .toLowerCase()
    .replace(/[^\w\- ]/g, '')
    .replaceAll(' ', '-');

describe.each(pages)('%s', (page) => {
  const text = textOf(page);

  it('names files and folders that are there', () => {
    const named = [...text.matchAll(/`((?:lib|infra|functions|test|docs|bin)\/[\w./-]+)`/g)].map(([, path]) => path!);
    for (const path of named.filter((one) => !/NAME/.test(one)))
      expect(existsSync(new URL(path, root)), path).toBe(true);
  });

  it('links to pages and headings that are there', () => {
    for (const [, target = ''] of text.matchAll(/\]\((?!https?:)([^)]+)\)/g)) {
      const [file = '', anchor] = target.split('#');
      const linked = file === '' ? page : new URL(file, new URL(page, root)).pathname.replace(root.pathname, '');
      expect(existsSync(new URL(linked, root)), target).toBe(true);
      if (anchor === undefined) continue;
      const anchors = [...textOf(linked).matchAll(/^#+ (.*)$/gm)].map(([, heading]) => anchorOf(heading!));
      expect(anchors, target).toContain(anchor);
    }
  });

  it('shows commands that there are', () => {
    const verbs = new Set([...COMMANDS.map((make) => make({} as Io).name()), 'help']);
    const shown = [...text.matchAll(/(?:`|npx |^ {4})hone ([a-z]+)/gm)].map(([, verb]) => verb!);
    for (const verb of shown) expect([...verbs]).toContain(verb);
  });
});

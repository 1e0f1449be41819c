import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { DEFAULT_GENERATORS } from '../../../infra/local/simulated-x/world/text.ts';
import { openGenerator } from '../../../lib/generation/open-generator.ts';
import { TEMPLATES, templateFor } from '../../../lib/generation/templates.ts';
import { readSettings } from '../../../lib/runtime/settings.ts';

const folder = await mkdtemp(join(tmpdir(), 'hone-key-'));
afterAll(() => rm(folder, { recursive: true }));
const none = { read: async () => '', write: async () => {} };
const open = (env: Record<string, string>, secrets = none) => openGenerator(readSettings(env), { secrets });

describe('the generators of the settings', () => {
  it('are the offline ones unless a model is named', async () => {
    const generator = (await open({}))('field_notes');
    expect(generator).toMatchObject({ name: 'field_notes', version: 'offline-1', formats: ['single', 'thread'] });
  });

  it('are templates over the named model; any name has one, and every one its version', async () => {
    const generators = await open(
      { CONTENT_MODEL: 'openai:gpt-4.1-mini', CONTENT_API_KEY_SECRET: 'k' },
      { ...none, read: async () => 'sk-1234567' },
    );
    expect(generators('open_question')).toMatchObject({ name: 'open_question', version: '1' });
    expect(generators('their_own')).toMatchObject({
      name: 'their_own',
      version: 'plain-1',
      formats: ['single', 'thread'],
    });
  });

  it.each(['gpt-4.1', 'openai:', 'mistral:small', 'openai: gpt'])('refuses CONTENT_MODEL=%s', (model) => {
    expect(() => readSettings({ CONTENT_MODEL: model })).toThrow(
      `CONTENT_MODEL must be offline, or bedrock:, openai:, anthropic: or openai-compatible: followed by the id of a model, but got ${JSON.stringify(model)}`,
    );
  });

  it.each([
    [
      { CONTENT_MODEL: 'openai:x' },
      'CONTENT_MODEL=openai:… needs an API key, but CONTENT_API_KEY_SECRET and CONTENT_API_KEY_FILE are both absent',
    ],
    [{ CONTENT_MODEL: 'anthropic:x' }, 'CONTENT_MODEL=anthropic:… needs an API key'],
    [{ CONTENT_MODEL: 'openai-compatible:x' }, 'needs CONTENT_MODEL_BASE_URL, which is absent'],
    [
      { CONTENT_MODEL: 'openai:x', CONTENT_API_KEY_FILE: '/nowhere/key' },
      'CONTENT_API_KEY_FILE names /nowhere/key, which cannot be read',
    ],
    [
      { CONTENT_MODEL: 'openai:x', CONTENT_API_KEY_SECRET: 'empty' },
      'empty must hold the API key for CONTENT_MODEL and nothing else',
    ],
  ])('say what they lack: %j', async (env, message) => {
    await expect(open(env)).rejects.toThrow(message);
  });

  it('take a key from a file only when nobody else can read it', async () => {
    const path = join(folder, 'key');
    await writeFile(path, 'sk-0123456789\n', { mode: 0o600 });
    const env = { CONTENT_MODEL: 'openai:x', CONTENT_API_KEY_FILE: path };
    expect((await open(env))('field_notes').name).toBe('field_notes');
    await chmod(path, 0o640);
    await expect(open(env)).rejects.toThrow(`${path} can be read by others (mode 640); run: chmod 600 ${path}`);
  });
});

describe('the templates', () => {
  it('know the generators of the simulated account, and no name twice', () => {
    const names = TEMPLATES.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining([...DEFAULT_GENERATORS]));
    expect(new Set(names).size).toBe(names.length);
  });

  it('say how to write', () => {
    for (const { instructions, version, formats } of [...TEMPLATES, templateFor('unknown')]) {
      expect(instructions.join(' ').length).toBeGreaterThan(40);
      expect(version).not.toBe('');
      expect(formats.length).toBeGreaterThan(0);
    }
  });
});

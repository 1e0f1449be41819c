import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { run } from './run.ts';

beforeEach(() => {
  vi.stubEnv('AWS_REGION', 'eu-central-1');
  vi.stubEnv('AWS_EC2_METADATA_DISABLED', 'true');
  vi.stubEnv('AWS_SHARED_CREDENTIALS_FILE', '/nowhere/credentials');
  vi.stubEnv('AWS_CONFIG_FILE', '/nowhere/config');
});
afterEach(() => vi.unstubAllEnvs());

describe('hone diff', () => {
  it('compares with the deployed stack where there are credentials', async () => {
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'AKIDEXAMPLE');
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'planted');
    const { code, out, err } = await run(['diff', '--dry-run', '-c', 'database=external']);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toMatch(/aws-cdk\/bin\/cdk diff hone --ci -c database=external\n$/);
  });

  it('compares with nothing where there are none, and where it is asked to', async () => {
    const asked = [
      ['diff', '--dry-run'],
      ['diff', '--dry-run', '--new'],
    ];
    for (const args of asked) expect((await run(args)).out).toMatch(/ diff hone --ci --template \S+nothing\.json\n$/);
  });

  it('compares with a template that is there', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'hone-diff-test-'));
    const file = join(folder, 'before.yaml');
    expect(await run(['diff', '--against', file])).toEqual({
      code: 1,
      out: '',
      err: `hone: ${file} does not exist; check the path\n`,
    });
    await writeFile(file, 'Resources: {}\n');
    expect((await run(['diff', '--dry-run', '--against', file])).out).toMatch(
      / diff hone --ci --template \S+before\.yaml\n$/,
    );
    await rm(folder, { recursive: true });
  });

  it('refuses what the stack would refuse, before anything is built', async () => {
    expect(await run(['diff', '-c', 'database=mysql'])).toMatchObject({ code: 2, out: '' });
    expect(await run(['diff', '--new', '--against', 'x'])).toMatchObject({
      code: 2,
      err: 'hone: --against and --new exclude each other\n',
    });
  });
});

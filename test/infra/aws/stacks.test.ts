import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { App, Stack } from 'aws-cdk-lib';
import { Runtime } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction } from 'aws-cdk-lib/aws-lambda-nodejs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundling } from '../../../infra/aws/bundling.ts';
import { projectPath } from '../../../infra/aws/project.ts';
import { type JobName, jobNamed } from '../../../infra/jobs.ts';
import { mineErrors } from '../../../lib/errors/mine-errors.ts';
import { functionsOf, templateOf } from './synthesise.ts';

type Reports = Record<string, Record<string, string | null>>;

const folder = mkdtempSync(join(tmpdir(), 'hone-stacks-'));
const entry = projectPath('test', 'infra', 'aws', 'throwing-job', 'handler.ts');
const nodeOptions: string = Object.values(functionsOf(templateOf()))[0]!.Properties.Environment.Variables.NODE_OPTIONS;
let fromSource: Reports;
/** One of those whose names are shortened, and one whose names are not. */
const bundled: JobName[] = ['autonomous_optimizer', 'metrics_scraper'];
const fromBundles = new Map<JobName, Reports>();

beforeAll(() => {
  fromSource = run(entry, '');
  for (const job of bundled) fromBundles.set(job, run(bundle(job), nodeOptions));
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What a deployed function is made with, put where its source is not: as on Lambda. */
function bundle(job: JobName): string {
  const out = join(folder, `${job}.out`);
  const app = new App({ outdir: out });
  new NodejsFunction(new Stack(app, 'throwing'), 'Job', {
    entry,
    projectRoot: projectPath(),
    depsLockFilePath: projectPath('package-lock.json'),
    bundling: bundling(jobNamed(job)),
    runtime: Runtime.NODEJS_24_X,
  });
  app.synth();
  const asset = readdirSync(out).find((name) => name.startsWith('asset.'))!;
  cpSync(join(out, asset), join(folder, job), { recursive: true });
  return join(folder, job, 'index.mjs');
}

function run(module: string, options: string): Reports {
  const script = `const { handler } = await import(${JSON.stringify(pathToFileURL(module).href)});
    process.stdout.write(JSON.stringify(await handler()));`;
  const out = execFileSync(process.execPath, ['--input-type=module', '-e', script], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: options },
  });
  return JSON.parse(out) as Reports;
}

/** What the error analysis takes a report for. */
function identity(report: Reports[string]): {
  fingerprint: string;
  topFrame: string | null;
  variant: string | undefined;
} {
  const [group] = mineErrors([
    {
      id: 'one',
      occurredAt: new Date(0),
      job: report.job!,
      accountId: null,
      type: report['exception.type']!,
      message: report['exception.message']!,
      stacktrace: report['exception.stacktrace']!,
      code: report.code!,
      status: null,
      fingerprint: null,
    },
  ]);
  const { fingerprint, topFrame, variants } = group!;
  return { fingerprint, topFrame, variant: variants[0]?.variant };
}

const ways = [
  ...readFileSync(projectPath('test', 'infra', 'aws', 'throwing-job', 'work.ts'), 'utf8').matchAll(
    /^export (?:async )?(?:function|const) (\w+)/gm,
  ),
].map(([, name]) => name!);

const everyWay = [...ways, 'inAConstructor', 'inAMethod'];

it('the source throws in every way that it exports', () => {
  expect(Object.keys(fromSource).sort()).toEqual([...everyWay].sort());
});

describe.each(bundled)('an error of the code deployed as %s', (job) => {
  const fromBundle = () => fromBundles.get(job)!;

  it('is looked at in every way that the source throws', () => {
    expect(Object.keys(fromBundle())).toEqual(Object.keys(fromSource));
  });

  it.each(everyWay)('%s: names the position in TypeScript', (way) => {
    const position = (reports: Reports) => /work\.ts:\d+/.exec(reports[way]!['exception.stacktrace']!)?.[0];
    expect(position(fromSource)).toMatch(/^work\.ts:\d+$/);
    expect(position(fromBundle())).toBe(position(fromSource));
  });

  it.each(everyWay)('%s: has the fingerprint it has when it runs from source', (way) => {
    expect(identity(fromBundle()[way]!)).toEqual(identity(fromSource[way]!));
  });
});

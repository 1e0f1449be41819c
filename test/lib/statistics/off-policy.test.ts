import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { type LoggedChoice, offPolicyValue } from '../../../lib/statistics/off-policy.ts';
import { sampleIndex } from '../../../lib/statistics/samplers.ts';
import { seededRandom } from '../../../lib/statistics/seeded-random.ts';
import { sharedPath } from '../../support/shared.ts';
import { describeVectors, expectNear } from '../../support/vectors.ts';

interface Input {
  action: number[];
  reward: number[];
  pscore: number[];
  newPolicy: number[];
  qByArm: number[];
  data?: string;
}

type Expected = Record<'ipw' | 'snipw' | 'dr' | 'sndr' | 'dm' | 'ipwClip2' | 'ess', number>;

function openBanditLog(file: string): LoggedChoice[] {
  const path = sharedPath('data', 'open-bandit-men', file);
  if (!path) throw new Error(`../shared/data/open-bandit-men/${file} is absent`);
  const [header = '', ...lines] = gunzipSync(readFileSync(path)).toString('utf8').trim().split('\n');
  const names = header.split(',');
  const [arm, reward, probability] = ['item_id', 'click', 'propensity_score'].map((name) => names.indexOf(name));
  return lines.map((line) => {
    const fields = line.split(',');
    return { arm: Number(fields[arm!]), reward: Number(fields[reward!]), probability: Number(fields[probability!]) };
  });
}

describeVectors<Input, Expected>('off_policy.json', ({ input, expected, tolerance }) => {
  const within = tolerance as number;
  if (input.data) {
    const log = openBanditLog('bts_men.csv.gz');
    const got = offPolicyValue({ log, policy: Array.from({ length: 34 }, () => 1 / 34) });
    expectNear(got.ips, expected.ipw, within);
    expectNear(got.selfNormalised, expected.snipw, within);
    expectNear(got.effectiveSampleSize, expected.ess, 1e-9 * expected.ess);
    return;
  }
  const log = input.action.map((arm, i) => ({ arm, reward: input.reward[i]!, probability: input.pscore[i]! }));
  const got = offPolicyValue({ log, policy: input.newPolicy, model: input.qByArm });
  expectNear(got.ips, expected.ipw, within);
  expectNear(got.selfNormalised, expected.snipw, within);
  expectNear(got.doublyRobust!, expected.dr, within);
  expectNear(got.selfNormalisedDoublyRobust!, expected.sndr, within);
  expectNear(got.directMethod!, expected.dm, within);
  expectNear(got.effectiveSampleSize, expected.ess, within);
  expectNear(offPolicyValue({ log, policy: input.newPolicy, clip: 2 }).ips, expected.ipwClip2, within);
});

it('finds the value of a policy that was not used, within its standard errors', () => {
  const random = seededRandom('off-policy');
  const rates = [0.2, 0.4, 0.6];
  const logging = [0.5, 0.3, 0.2];
  const log = Array.from({ length: 4000 }, () => {
    const arm = sampleIndex(random, logging);
    return { arm, probability: logging[arm]!, reward: random() < rates[arm]! ? 1 : 0 };
  });
  const got = offPolicyValue({ log, policy: [0.1, 0.1, 0.8], model: [0.3, 0.3, 0.3] });
  const truth = 0.1 * 0.2 + 0.1 * 0.4 + 0.8 * 0.6;
  expect(Math.abs(got.ips - truth)).toBeLessThan(4 * got.standardErrors.ips);
  expect(Math.abs(got.selfNormalised - truth)).toBeLessThan(4 * got.standardErrors.selfNormalised);
  expect(Math.abs(got.doublyRobust! - truth)).toBeLessThan(4 * got.standardErrors.doublyRobust!);
  expect(got.standardErrors.selfNormalised).toBeLessThan(got.standardErrors.ips);
});

it('refuses probabilities of zero and empty logs', () => {
  expect(() => offPolicyValue({ log: [], policy: [1] })).toThrow(
    'log must be at least one logged choice, got an empty list',
  );
  expect(() => offPolicyValue({ log: [{ arm: 0, probability: 0, reward: 1 }], policy: [1] })).toThrow(
    'a choice that could not happen cannot be weighted, got 0',
  );
  expect(() => offPolicyValue({ log: [{ arm: 3, probability: 1, reward: 1 }], policy: [1] })).toThrow(
    "one of the policy's 1",
  );
});

import type { Duration } from 'aws-cdk-lib';
import { MathExpression } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { type JobName, jobNamed } from '../jobs.ts';
import { PRICES } from '../prices.ts';

const MB_PER_GB = 1024;
const MS_PER_SECOND = 1000;

/**
 * What the jobs' time on Lambda costs, US dollars at list price, the free allowance not counted: from their own durations, in every
 * region and within the day, where a bill comes later.
 */
export function lambdaCost(handlers: ReadonlyMap<JobName, IFunction>, period: Duration): MathExpression {
  const jobs = [...handlers];
  const terms = jobs.map(([name], index) => {
    const usdPerMs = ((jobNamed(name).memoryMb / MB_PER_GB) * PRICES.lambdaGbSecond.usd) / MS_PER_SECOND;
    return `FILL(m${index}, 0) * ${usdPerMs.toFixed(14)}`;
  });
  const durations = jobs.map(([, handler]) => handler.metricDuration({ statistic: 'Sum', period }));
  return new MathExpression({
    expression: terms.join(' + '),
    usingMetrics: Object.fromEntries(durations.map((metric, index) => [`m${index}`, metric])),
    label: 'US dollars',
    period,
  });
}

import { Duration } from 'aws-cdk-lib';
import { Metric } from 'aws-cdk-lib/aws-cloudwatch';
import { METRIC_NAMESPACE, type MetricName } from '../../lib/runtime/metrics.ts';
import type { JobName } from '../jobs.ts';

/** A metric that a job writes, added up over a period. */
export function jobMetric(job: JobName, name: MetricName, period: Duration = Duration.hours(1)): Metric {
  return new Metric({
    namespace: METRIC_NAMESPACE,
    metricName: name,
    dimensionsMap: { job },
    statistic: 'Sum',
    period,
  });
}

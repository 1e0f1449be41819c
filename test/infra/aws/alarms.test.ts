import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RUNBOOK } from '../../../infra/aws/alarms.ts';
import { scheduledJobs } from '../../../infra/jobs.ts';
import { METRIC_NAMESPACE, METRICS } from '../../../lib/runtime/metrics.ts';
import { MODES, resourcesOf, templateOf } from './synthesise.ts';

const runbook = readFileSync(new URL(`../../../${RUNBOOK}`, import.meta.url), 'utf8');
const entries = [...runbook.matchAll(/^## (.+)$/gm)].map(([, name]) => name!);
const alarmsOf = (context: Record<string, unknown>) =>
  Object.values(resourcesOf(templateOf(context), 'AWS::CloudWatch::Alarm')).map(({ Properties }) => Properties);

describe('the alarms', () => {
  const alarms = alarmsOf({ database: 'rds' });
  const named = (name: string) => alarms.find((alarm) => alarm.AlarmName === `hone-${name}`);

  it('have an entry in the runbook each, and the runbook has none too many', () => {
    expect(alarms.map(({ AlarmName }) => AlarmName).sort()).toEqual(entries.map((entry) => `hone-${entry}`).sort());
    for (const { AlarmName, AlarmDescription } of alarms) {
      expect(AlarmDescription).toMatch(
        new RegExp(`\\. What to do: docs/runbook\\.md#${AlarmName.replace('hone-', '')}$`),
      );
    }
  });

  it('ring when no scrape has succeeded in three intervals, and when nothing is heard at all', () => {
    expect(named('no-scrape')).toMatchObject({
      Namespace: METRIC_NAMESPACE,
      MetricName: METRICS.runsSucceeded,
      Dimensions: [{ Name: 'job', Value: 'metrics_scraper' }],
      Statistic: 'Sum',
      Period: 600,
      EvaluationPeriods: 3,
      Threshold: 1,
      ComparisonOperator: 'LessThanThreshold',
      TreatMissingData: 'breaching',
    });
  });

  it('ring when something turns critical, once, and not while it lasts', () => {
    expect(named('errors-critical')).toMatchObject({
      Namespace: METRIC_NAMESPACE,
      MetricName: METRICS.errorsTurnedCritical,
      Dimensions: [{ Name: 'job', Value: 'error_analysis' }],
      Statistic: 'Sum',
      Period: 6 * 3600,
      Threshold: 1,
      TreatMissingData: 'notBreaching',
    });
  });

  it('let the error analysis collect dead letters, and ring only when it does not', () => {
    expect(named('dead-letters')).toMatchObject({
      Namespace: 'AWS/SQS',
      MetricName: 'ApproximateAgeOfOldestMessage',
      Statistic: 'Maximum',
      Threshold: 7 * 3600,
    });
  });

  it('ring on the day on which the jobs cost more than they should, by their durations at list price', () => {
    const [alarm] = alarmsOf({ database: 'external', dailyLambdaUsd: '2.50' }).filter(
      ({ AlarmName }) => AlarmName === 'hone-lambda-cost',
    );
    expect(alarm).toMatchObject({
      Threshold: 2.5,
      ComparisonOperator: 'GreaterThanOrEqualToThreshold',
      EvaluationPeriods: 1,
      TreatMissingData: 'notBreaching',
    });
    interface Part {
      Id: string;
      Expression?: string;
      MetricStat?: {
        Metric: { MetricName: string; Dimensions: { Value: { Ref: string } }[] };
        Stat: string;
        Period: number;
      };
    }
    const parts = alarm!.Metrics as Part[];
    const durations = parts.flatMap(({ Id, MetricStat }) => (MetricStat === undefined ? [] : [{ Id, ...MetricStat }]));
    expect(durations).toHaveLength(scheduledJobs.length);
    for (const { Metric, Stat, Period } of durations) {
      expect({ name: Metric.MetricName, Stat, Period }).toEqual({ name: 'Duration', Stat: 'Sum', Period: 86_400 });
    }
    // An hour of each job at its memory: $0.0000166667 a GB-second.
    const expression = parts.find(({ Expression }) => Expression !== undefined)!.Expression!;
    const usd = [...expression.matchAll(/FILL\(m\d+, 0\) \* ([\d.]+)/g)].reduce(
      (sum, [, each]) => sum + 3_600_000 * Number(each),
      0,
    );
    const gigabytes = scheduledJobs.reduce((sum, { memoryMb }) => sum + memoryMb / 1024, 0);
    expect(usd).toBeCloseTo(gigabytes * 3_600 * 0.0000166667, 6);
  });

  it('take silence for a fault where nothing is scraped, and nowhere else', () => {
    const onSilence = alarms
      .filter((alarm) => alarm.TreatMissingData === 'breaching')
      .map(({ AlarmName }) => AlarmName);
    expect(onSilence).toEqual(['hone-no-scrape']);
  });

  it('watch only metrics that the jobs write or that AWS has', () => {
    const written = new Set<string>(Object.values(METRICS));
    const watched = alarms.flatMap((alarm) => [
      alarm,
      ...(alarm.Metrics ?? []).flatMap((part: { MetricStat?: { Metric: unknown } }) => part.MetricStat?.Metric ?? []),
    ]);
    const own = watched.filter((metric) => metric.Namespace === METRIC_NAMESPACE).map((metric) => metric.MetricName);
    expect(new Set(own)).toEqual(
      new Set([
        'RunsSucceeded',
        'RunsFailed',
        'PostsDue',
        'PostsStored',
        'ErrorsEscalating',
        'ErrorsTurnedCritical',
        'PublishingStopped',
        'PostsUnknown',
        'VisibilityLimits',
      ]),
    );
    for (const name of own) expect(written).toContain(name);
  });

  it('leave out the database and the way out where the stack has neither', () => {
    const names = alarmsOf({ database: 'external' }).map(({ AlarmName }) => AlarmName);
    expect(names).toHaveLength(13);
    expect(names).not.toContain('hone-database-storage');
    expect(names).not.toContain('hone-way-out');
  });

  it('go nowhere until somebody says where, and then by e-mail over a topic that takes TLS only', () => {
    for (const alarm of alarms) expect(alarm.AlarmActions).toBeUndefined();
    const context = { database: 'external', alarmEmail: 'ops@example.com' };
    const template = templateOf(context);
    const [topic] = Object.keys(resourcesOf(template, 'AWS::SNS::Topic'));
    for (const alarm of alarmsOf(context)) {
      expect(alarm.AlarmActions).toEqual([{ Ref: topic }]);
      expect(alarm.OKActions).toEqual([{ Ref: topic }]);
    }
    template.hasResourceProperties('AWS::SNS::Subscription', { Protocol: 'email', Endpoint: 'ops@example.com' });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: { Statement: [{ Effect: 'Deny', Condition: { Bool: { 'aws:SecureTransport': 'false' } } }] },
    });
  });
});

describe.each(MODES)('the dashboard (database=%s)', (database) => {
  it('shows every alarm and every metric that the jobs write', () => {
    const [dashboard] = Object.values(resourcesOf(templateOf({ database }), 'AWS::CloudWatch::Dashboard'));
    const body = JSON.stringify(dashboard!.Properties.DashboardBody);
    for (const name of Object.values(METRICS)) expect(body).toContain(name);
    expect(dashboard!.Properties.DashboardName).toBe('hone');
  });
});

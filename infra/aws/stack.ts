import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { type Job, type JobName, jobNamed, jobs, scheduledJobs } from '../jobs.ts';
import { Alarms } from './alarms.ts';
import { ChromiumLayer } from './chromium-layer.ts';
import { DeadLetters } from './dead-letters.ts';
import { ExternalDatabase } from './external-database.ts';
import { FanOut } from './fan-out.ts';
import { JobFunction } from './job-function.ts';
import { JobSchedule } from './job-schedule.ts';
import { KillSwitch } from './kill-switch.ts';
import { Migration } from './migration.ts';
import { MonthlyBudget } from './monthly-budget.ts';
import { OperatorDashboard } from './operator-dashboard.ts';
import { RdsDatabase } from './rds-database.ts';
import { SavedQueries } from './saved-queries.ts';
import type { StackSettings } from './settings.ts';
import { XSession } from './x-session.ts';

/** Hone on AWS: a database, one function per job, a migration at every deployment, then the clock. */
export class HoneStack extends Stack {
  constructor(scope: Construct, id: string, settings: StackSettings, props: StackProps = {}) {
    super(scope, id, { description: 'Hone: a self-optimising publishing loop for an X account', ...props });

    const database =
      settings.database === 'rds'
        ? new RdsDatabase(this, 'Database', settings)
        : new ExternalDatabase(this, 'Database', settings.databaseUrlSecret);
    const chromium = new ChromiumLayer(this, 'Chromium');
    const xSession = new XSession(this, 'XSession');
    const deadLetters = new DeadLetters(this, 'DeadLetters');
    const fanOut = new FanOut(this, 'FanOut', { job: jobNamed('metrics_scraper'), deadLetters });

    const functionOf = new Map<JobName, JobFunction>();
    for (const job of jobs) {
      const parts = { job, settings, database, chromium, xSession, deadLetters, fanOut };
      functionOf.set(job.name, new JobFunction(this, pascalCase(job.name), parts));
    }

    const migration = new Migration(this, 'Migration', {
      job: jobNamed('migrate'),
      handler: functionOf.get('migrate')!.handler,
      database,
    });

    for (const [name, jobFunction] of functionOf) {
      if (name !== 'migrate') migration.executeBefore(jobFunction); // new code never meets the old schema
    }

    for (const job of scheduledJobs) {
      const jobFunction = functionOf.get(job.name)!;
      const rule = new JobSchedule(jobFunction, 'Schedule', { job, handler: jobFunction.handler, deadLetters });
      if (job.name === 'publisher') new KillSwitch(this, 'KillSwitch', { rule });
    }

    const handlers = new Map(scheduledJobs.map(({ name }) => [name, functionOf.get(name)!.handler]));
    const { alarms } = new Alarms(this, 'Alarms', {
      stackName: this.stackName,
      email: settings.alarmEmail,
      handlers,
      deadLetters,
      dailyLambdaUsd: settings.dailyLambdaUsd,
      others: [...database.alarms, ...fanOut.alarms],
    });
    if (settings.monthlyBudgetUsd !== null && settings.alarmEmail !== null) {
      const { monthlyBudgetUsd: usd, alarmEmail: email } = settings;
      new MonthlyBudget(this, 'MonthlyBudget', { usd, email, name: this.stackName });
    }
    new OperatorDashboard(this, 'Dashboard', { handlers, alarms, deadLetters });
    new SavedQueries(
      this,
      'Queries',
      new Map([...functionOf].map(([name, { logGroup }]) => [name, logGroup])),
      this.stackName,
    );

    new CfnOutput(this, 'XSessionSecret', {
      value: xSession.secretArn,
      description:
        'Fill in: aws secretsmanager put-secret-value --secret-id THIS --secret-string {"auth_token":"...","ct0":"..."}',
    });
    new CfnOutput(this, 'DeadLetterQueue', {
      value: deadLetters.queueUrl,
      description: 'Events that no job could handle',
    });
  }
}

/** `metrics_scraper` -> `MetricsScraper`, as CDK names constructs. */
function pascalCase(name: Job['name']): string {
  return name.replace(/(?:^|_)(\w)/g, (_match, letter: string) => letter.toUpperCase());
}

import { type ILogGroup, QueryDefinition, QueryString } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { LEARNING_UPDATED, LOG_TAGS } from '../../lib/runtime/log.ts';
import type { JobName } from '../jobs.ts';

/** Questions an operator asks the logs, ready in the console of Logs Insights. They read the fields that every log line has. */
export interface SavedQuery {
  readonly name: string;
  readonly jobs: readonly JobName[] | 'all';
  readonly fields: readonly string[];
  readonly filter: string;
}

export const savedQueries: readonly SavedQuery[] = [
  {
    name: 'learning updates',
    jobs: ['metrics_scraper'],
    fields: ['@timestamp', 'account_id', 'run_id', 'message'],
    filter: startsWith(LEARNING_UPDATED),
  },
  {
    name: 'job failures',
    jobs: 'all',
    fields: ['@timestamp', 'job', 'account_id', 'run_id', 'level', 'message', 'error.name'],
    // The second half is Lambda's own word: a time-out or a crash leaves no line of the job.
    filter: 'level = "error" or level = "ERROR" or record.status in ["failure", "error", "timeout"]',
  },
  {
    name: 'optimizer results',
    jobs: ['autonomous_optimizer'],
    fields: ['@timestamp', 'account_id', 'run_id', 'level', 'message'],
    filter: startsWith(LOG_TAGS.autonomous_optimizer),
  },
];

/**
 * Logs Insights has no prefix operator: a tag becomes a regular expression with its brackets taken literally. CloudFormation
 * replaces what is not ASCII by question marks, so such characters match anything.
 */
function startsWith(text: string): string {
  const literal = text.replace(/[.*+?^$(){}|[\]\\/]/g, '\\$&').replace(/[^ -~]+/g, '.+');
  return `message like /^${literal}/`;
}

/** The saved queries of one stack, in a folder of its name. */
export class SavedQueries extends Construct {
  constructor(scope: Construct, id: string, logGroups: ReadonlyMap<JobName, ILogGroup>, folder: string) {
    super(scope, id);
    for (const { name, jobs, fields, filter } of savedQueries) {
      const names = jobs === 'all' ? [...logGroups.keys()] : jobs;
      new QueryDefinition(this, name.replaceAll(' ', '-'), {
        queryDefinitionName: `${folder}/${name}`,
        logGroups: names.map((job) => logGroups.get(job)!),
        queryString: new QueryString({
          fields: [...fields],
          filterStatements: [filter],
          sort: '@timestamp desc',
          limit: 100,
        }),
      });
    }
  }
}

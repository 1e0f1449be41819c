import { describe, expect, it } from 'vitest';
import { createLog, LEARNING_UPDATED, LOG_TAGS } from '../../../lib/runtime/log.ts';
import { functionsOf, resourcesOf, templateOf } from './synthesise.ts';

const template = templateOf({ database: 'external' });
const queries = Object.values(resourcesOf(template, 'AWS::Logs::QueryDefinition')).map(({ Properties }) => Properties);
const query = (name: string) => queries.find((candidate) => candidate.Name === `hone/${name}`);

/** A line as a job writes it. */
function line(job: string, level: 'info' | 'error', message: string): Record<string, unknown> {
  const lines: string[] = [];
  const log = createLog({
    fields: { job, account_id: 'acme', run_id: '7f0c' },
    clock: () => new Date('2026-02-03T10:10:04Z'),
    write: (text) => lines.push(text),
  });
  log[level](message, level === 'error' ? { error: new Error(message) } : {});
  return JSON.parse(lines[0]!) as Record<string, unknown>;
}

/** Whether the query's filter on `message` takes the line, by the same regular expression. */
function matches(name: string, { message }: Record<string, unknown>): boolean {
  const pattern = /message like \/(.*)\//.exec(query(name).QueryString)![1]!;
  return new RegExp(pattern).test(String(message));
}

describe('the saved queries', () => {
  it('are three, in a folder of the stack', () => {
    expect(queries.map(({ Name }) => Name).sort()).toEqual([
      'hone/job failures',
      'hone/learning updates',
      'hone/optimizer results',
    ]);
  });

  it('ask the log groups of the jobs they are about', () => {
    const groups = (name: string) =>
      query(name).LogGroupNames.map((group: { Ref: string }) => group.Ref.replace(/Logs.*/, ''));
    expect(groups('learning updates')).toEqual(['MetricsScraper']);
    expect(groups('optimizer results')).toEqual(['AutonomousOptimizer']);
    expect(groups('job failures')).toHaveLength(Object.keys(functionsOf(template)).length);
  });

  it('find the learning updates that the scraper writes, and nothing else of it', () => {
    expect(matches('learning updates', line('metrics_scraper', 'info', LEARNING_UPDATED))).toBe(true);
    expect(matches('learning updates', line('metrics_scraper', 'info', '[METRICS_JOB] Read 12 posts'))).toBe(false);
  });

  it('find what the optimizer says about itself', () => {
    const said = line('autonomous_optimizer', 'info', `${LOG_TAGS.autonomous_optimizer} 3 findings`);
    expect(matches('optimizer results', said)).toBe(true);
    expect(matches('optimizer results', line('autonomous_optimizer', 'info', 'AUTONOMOUS_OPTIMIZER'))).toBe(false);
  });

  it('find failures by the level that the log writes', () => {
    const failed = line('error_analysis', 'error', 'no answer');
    expect(query('job failures').QueryString).toContain(`level = "${failed.level}"`);
  });

  it('show only fields that the log lines have', () => {
    const known = { ...line('metrics_scraper', 'error', 'x'), '@timestamp': '', 'error.name': '' };
    for (const { QueryString } of queries) {
      const fields = /^fields (.*)$/m.exec(QueryString)![1]!.split(', ');
      for (const field of fields) expect(Object.keys(known)).toContain(field);
    }
  });

  it('and the whole template are plain ASCII, which is all that CloudFormation keeps', () => {
    for (const database of ['rds', 'external']) {
      expect(JSON.stringify(templateOf({ database }).toJSON())).toMatch(/^[\x20-\x7e]*$/);
    }
  });
});

import { describe, expect, it } from 'vitest';
import { categorise } from '../../../lib/errors/categorise.ts';
import type { DeadLetter } from '../../../lib/runtime/dead-letters.ts';
import { type LambdaFailure, lambdaFailure } from '../../../lib/runtime/lambda-failure.ts';
import { lambdaLetter } from '../../support/dead-letters.ts';

const at = new Date('2026-11-22T06:13:05.568Z');
const id = '11111111-2222-4333-8444-555555555555';
const requestId = 'e4b46cbf-b738-4a6b-8880-a18cdf61200e';
const failed = (response: unknown) => lambdaFailure(lambdaLetter({ id, requestId, at, response }));
const categoryOf = ({ type, message, code }: LambdaFailure) => {
  const { category, subcategory } = categorise({ type, message, code, status: null });
  return `${category}/${subcategory}`;
};

describe('a letter of Lambda', () => {
  it('tells of a time-out, without the invocation in its text', () => {
    const failure = failed({
      errorType: 'Sandbox.Timedout',
      errorMessage: `RequestId: ${requestId} Error: Task timed out after 3.00 seconds`,
    });
    expect(failure).toMatchObject({
      id: requestId,
      functionName: 'hone-metrics-scraper',
      occurredAt: at,
      type: 'Sandbox.Timedout',
      message: 'Task timed out after 3.00 seconds',
    });
    expect(categoryOf(failure)).toBe('timeout/job');
  });

  it('knows a time-out by its text where Lambda names no type', () => {
    const failure = failed({
      errorMessage: `2026-11-22T06:13:05.568Z ${requestId} Task timed out after 300.00 seconds`,
    });
    expect(failure).toMatchObject({ type: 'Sandbox.Timedout', message: 'Task timed out after 300.00 seconds' });
  });

  it('tells of a function that ran out of memory', () => {
    const failure = failed({
      errorType: 'Runtime.OutOfMemory',
      errorMessage: `RequestId: ${requestId} Error: Runtime exited with error: signal: killed`,
    });
    expect(failure).toMatchObject({
      type: 'Runtime.OutOfMemory',
      message: 'Runtime exited with error: signal: killed',
    });
    expect(categoryOf(failure)).toBe('unknown/out_of_memory');
  });

  it('tells of a start that failed, with the stack that Lambda keeps', () => {
    const failure = failed({
      errorType: 'Runtime.ImportModuleError',
      errorMessage: "Error: Cannot find module 'postgres'",
      trace: [
        "Runtime.ImportModuleError: Error: Cannot find module 'postgres'",
        '    at _loadUserApp (file:///var/runtime/index.mjs:1:1)',
      ],
    });
    expect(failure).toMatchObject({
      type: 'Runtime.ImportModuleError',
      message: "Error: Cannot find module 'postgres'",
    });
    expect(failure.stack?.split('\n')).toHaveLength(2);
    expect(categoryOf(failure)).toBe('unknown/deployment');
  });

  it('tells of an event that was dropped unseen, and what to do', () => {
    const failure = lambdaFailure(lambdaLetter({ id, requestId, at, condition: 'EventAgeExceeded' }));
    expect(failure).toMatchObject({ type: 'Lambda.EventAgeExceeded', category: 'timeout', retryable: true });
    expect(failure.advice).toMatch(/quota/);
  });

  it('is still a failure under a condition that nobody has heard of', () => {
    const failure = lambdaFailure(lambdaLetter({ id, requestId, at, condition: 'SomethingNew' }));
    expect(failure).toMatchObject({ id: requestId, type: 'Lambda.SomethingNew' });
    expect(failure.message).toContain('SomethingNew');
  });
});

describe('a letter of EventBridge', () => {
  const letter: DeadLetter = {
    id,
    body: JSON.stringify({ version: '0', id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa', source: 'aws.events' }),
    attributes: {
      RULE_ARN: 'arn:aws:events:eu-central-1:111122223333:rule/hone-Scraper',
      TARGET_ARN: 'arn:aws:lambda:eu-central-1:111122223333:function:hone-autonomous-optimizer',
      ERROR_CODE: 'NO_PERMISSIONS',
      ERROR_MESSAGE: 'User: events.amazonaws.com is not authorized to perform: lambda:InvokeFunction',
      EXHAUSTED_RETRY_CONDITION: 'MaximumRetryAttempts',
      RETRY_ATTEMPTS: '0',
    },
    sentAt: at,
    receipt: 'r',
  };

  it('tells why the job could not be started, and which', () => {
    expect(lambdaFailure(letter)).toMatchObject({
      id: '53dc4d37-cffa-4f76-80c9-8b7d4a4d2eaa',
      functionName: 'hone-autonomous-optimizer',
      occurredAt: at,
      code: 'NO_PERMISSIONS',
      category: 'auth',
    });
  });
});

describe('any other letter', () => {
  it.each(['', 'not JSON', '[]', 'null', '{"requestContext":{}}', '"\\u0000"'])('%j is told as it is', (body) => {
    const failure = lambdaFailure({ id, body, attributes: {}, sentAt: at, receipt: 'r' });
    expect(failure).toMatchObject({ id, type: 'UnknownDeadLetter', occurredAt: at });
    expect(failure.message).toContain(body);
  });

  it('whose id is no UUID has one of its own, always the same', () => {
    const once = lambdaFailure({ id: 'message-1', body: '', attributes: {}, sentAt: at, receipt: 'r' });
    const twice = lambdaFailure({ id: 'message-1', body: '', attributes: {}, sentAt: at, receipt: 's' });
    expect(once.id).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    expect(twice.id).toBe(once.id);
  });
});

describe('a run that was handed over and never finished', () => {
  it('names the job, the account and the slot, and is one failure however often it is read', () => {
    const letter = {
      id: '5f0c4a9e-1d2b-4c3d-8e4f-a0b1c2d3e4f5',
      body: '{"job":"metrics_scraper","account":"ada","time":"2026-11-22T10:00:00Z"}',
      attributes: {},
      sentAt: new Date('2026-11-22T10:02:00Z'),
      receipt: 'handle',
    };
    expect(lambdaFailure(letter)).toMatchObject({
      id: letter.id,
      functionName: 'metrics_scraper',
      occurredAt: letter.sentAt,
      type: 'FanOut.Unfinished',
      message: 'the run of ada in the slot of 2026-11-22T10:00:00Z ended without a word',
      category: 'timeout',
      retryable: true,
    });
    expect(lambdaFailure({ ...letter, body: '{"job":"metrics_scraper"}' }).type).toBe('UnknownDeadLetter');
  });
});

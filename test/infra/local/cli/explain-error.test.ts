import { describe, expect, it } from 'vitest';
import { CliError, EXIT } from '../../../../infra/local/cli/cli-error.ts';
import { explainError, stacks } from '../../../../infra/local/cli/explain-error.ts';
import { DatabaseUnreachableError } from '../../../../lib/database/errors.ts';
import { SettingsError } from '../../../../lib/runtime/errors.ts';

describe('explainError', () => {
  it('keeps what a command says and its exit code, on one line', () => {
    expect(explainError(new CliError('no such\n  job', EXIT.usage))).toEqual({ message: 'no such job', exitCode: 2 });
  });

  it('calls settings and an unreachable database "not configured"', () => {
    expect(explainError(new SettingsError('X_BASE_URL must be …'))).toEqual({
      message: 'X_BASE_URL must be …',
      exitCode: 3,
    });
    expect(explainError(new DatabaseUnreachableError('the database … cannot be used')).exitCode).toBe(3);
  });

  it('says what is wrong with a file', () => {
    const error = Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES', path: 'report.html' });
    expect(explainError(error)).toEqual({
      message: 'report.html may not be read or written by this user; check its permissions',
      exitCode: 1,
    });
  });

  it('names the address where nothing answers', () => {
    const error = Object.assign(new Error(''), { code: 'ECONNREFUSED', address: '127.0.0.1', port: 5432 });
    expect(explainError(error)).toMatchObject({ message: expect.stringContaining('127.0.0.1:5432'), exitCode: 3 });
  });

  it('copes with things that are not errors', () => {
    expect(explainError('boom')).toEqual({ message: 'boom', exitCode: 1 });
  });

  it('shows causes only in the stacks', () => {
    expect(stacks(new Error('outer', { cause: new Error('inner') }))).toMatch(
      /^Error: outer.*caused by: Error: inner/s,
    );
  });
});

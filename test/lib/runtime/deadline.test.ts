import { describe, expect, it } from 'vitest';
import { withDeadline } from '../../../lib/runtime/deadline.ts';
import { DeadlineError } from '../../../lib/runtime/errors.ts';

describe('withDeadline', () => {
  it('gives the result of work that ends in time', async () => {
    expect(await withDeadline({ what: 'work', limitMs: 10_000 }, async () => 7)).toBe(7);
  });

  it('rejects work that never ends, and tells it to stop', async () => {
    let told: unknown;
    const work = withDeadline({ what: 'a query', limitMs: 5 }, (signal) => {
      signal.addEventListener('abort', () => {
        told = signal.reason;
      });
      return new Promise(() => {});
    });
    await expect(work).rejects.toThrow(new DeadlineError('a query', 5));
    expect(told).toBeInstanceOf(DeadlineError);
  });
});

import type { ErrorCategory, ErrorEvent } from '../../../../lib/errors/error-event.ts';
import type { ErrorShape } from './error-shape.ts';
import { seededValues } from './values.ts';

/** A generated failure and what it truly is. */
export interface LabelledEvent {
  event: ErrorEvent;
  /** Shape, and status or code where one shape covers several. */
  group: string;
  category: ErrorCategory | null;
}

/** `count` failures of the shapes, their frequencies falling off like Zipf's law in a shuffled order; seeded. */
export function generateErrors(
  shapes: readonly ErrorShape[],
  { count, seed }: { count: number; seed: number },
): LabelledEvent[] {
  const values = seededValues(seed);
  const order = shapes.map((shape) => ({ shape, at: values.random() })).sort((a, b) => a.at - b.at);
  const cumulative: number[] = [];
  for (const rank of order.keys()) cumulative.push((cumulative[rank - 1] ?? 0) + 1 / (rank + 1));
  const total = cumulative.at(-1) as number;
  return Array.from({ length: count }, (_, index): LabelledEvent => {
    // Every shape occurs at least three times.
    const draw = values.random() * total;
    const rank = index < 3 * order.length ? index % order.length : cumulative.findIndex((sum) => sum >= draw);
    const { shape } = order[rank] as (typeof order)[0];
    const made = shape.make(values);
    const { message, code, status, kind } = typeof made === 'string' ? { message: made } : { code: undefined, ...made };
    return {
      event: {
        id: `generated-${String(index).padStart(6, '0')}`,
        occurredAt: new Date(Date.UTC(2026, 10, 1) + index * 1000),
        job: null,
        accountId: null,
        type: shape.type,
        message,
        stacktrace: null,
        code: code ?? shape.code ?? null,
        status: status ?? null,
        fingerprint: null,
      },
      group: `${shape.library}/${shape.id}${kind ? `/${kind}` : ''}`,
      category: shape.category,
    };
  });
}

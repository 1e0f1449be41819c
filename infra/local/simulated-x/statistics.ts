export const REQUEST_KINDS = ['page', 'graphql', 'script', 'image', 'media', 'font', 'other'] as const;
export type RequestKind = (typeof REQUEST_KINDS)[number];

/** What clients have asked for since the start or the last reset. */
export interface SimulatedXStats {
  requests: Record<RequestKind, number>;
  /** Served GraphQL requests per operation. */
  operations: Record<string, number>;
  /** Refused GraphQL requests per reason. */
  refused: Record<string, number>;
  /** How often each fault has acted. */
  faults: Record<string, number>;
}

export interface StatsCounter {
  request(kind: RequestKind): void;
  operation(name: string): void;
  refusal(reason: string): void;
  read(): Omit<SimulatedXStats, 'faults'>;
  reset(): void;
}

export function createStatsCounter(): StatsCounter {
  const empty = () => ({
    requests: Object.fromEntries(REQUEST_KINDS.map((kind) => [kind, 0])) as Record<RequestKind, number>,
    operations: {} as Record<string, number>,
    refused: {} as Record<string, number>,
  });
  let counts = empty();
  return {
    request: (kind) => {
      counts.requests[kind] += 1;
    },
    operation: (name) => {
      counts.operations[name] = (counts.operations[name] ?? 0) + 1;
    },
    refusal: (reason) => {
      counts.refused[reason] = (counts.refused[reason] ?? 0) + 1;
    },
    read: () => structuredClone(counts),
    reset: () => {
      counts = empty();
    },
  };
}

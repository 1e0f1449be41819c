import type { CDPSession, HTTPRequest, Page, Protocol } from 'puppeteer-core';
import { type Collected, collect } from '../x/collect.ts';
import { isRecord } from '../x/json.ts';
import { type PayloadError, readErrors } from '../x/payload-error.ts';
import { SourceError } from './errors.ts';
import { type HttpAnswer, payloadSignal, refusal, statusSignal } from './signals.ts';

/** One JSON answer the page got for itself, understood by its shape. */
export interface ObservedAnswer {
  answer: HttpAnswer;
  /** The answer's own Date header: X's clock. */
  readAt: Date;
  found: Collected;
  errors: PayloadError[];
}

export interface PageObserver {
  /** In order of arrival. */
  readonly answers: readonly ObservedAnswer[];
  /** What the answers mean for the run; errors inside answers as well. */
  readonly signals: readonly SourceError[];
  /** Resolves when `done()` holds, when the page has been quiet for a while, or when time is up. */
  wait(options: WaitOptions): Promise<'done' | 'quiet' | 'late'>;
  /** Resolves when every body that is on its way has been read (a navigation would make it vanish), or time is up. */
  bodiesRead(limitMs: number): Promise<void>;
}

export interface WaitOptions {
  done: () => boolean;
  quietMs: number;
  limitMs: number;
}

const WATCHED = new Set(['document', 'script', 'xhr', 'fetch']);
/** Larger than anything X sends a page; more would only endanger the run. */
const LARGEST_BODY = 64 * 2 ** 20;
/** What a page that is only read does not need. */
const NOT_DOWNLOADED = ['Image', 'Media', 'Font'] as const;
/** GraphQL answers and nothing else: adverts and telemetry may fail as they like. */
const DATA = '*/graphql/*';

/**
 * Watches a page's own requests; never makes any. Answers are taken where the browser receives them, before the page
 * does: there they can vanish neither by a navigation nor with a page that hangs or crashes.
 */
export async function observePage(page: Page, options: { clock: () => Date }): Promise<PageObserver> {
  const { clock } = options;
  const answers: ObservedAnswer[] = [];
  const signals: SourceError[] = [];
  const inFlight = new Set<HTTPRequest>();
  const bodies = new Set<Promise<void>>();
  const sleepers = new Set<() => void>();
  let lastActivity = performance.now();

  const active = () => {
    lastActivity = performance.now();
    for (const wake of sleepers) wake();
  };
  const finished = (request: HTTPRequest) => {
    if (inFlight.delete(request)) active();
  };
  page.on('request', (request) => {
    if (!WATCHED.has(request.resourceType())) return;
    inFlight.add(request);
    active();
  });
  page.on('requestfinished', finished);
  page.on('requestfailed', finished);
  // Requests of a page that was left end without a word.
  page.on('framenavigated', (frame) => {
    if (frame === page.mainFrame()) inFlight.clear();
    active();
  });
  const take = (client: CDPSession, paused: Protocol.Fetch.RequestPausedEvent) => {
    const reading = readAnswer(client, paused, clock).then((read) => {
      if (read.answer !== null) answers.push(read.answer);
      signals.push(...read.signals);
      bodies.delete(reading);
      active();
    });
    bodies.add(reading);
  };

  const client = await page.createCDPSession();
  client.on('Fetch.requestPaused', (paused) => {
    const { requestId } = paused;
    if (paused.responseStatusCode !== undefined) take(client, paused);
    else if (paused.responseErrorReason !== undefined) send(client, 'Fetch.continueRequest', { requestId });
    else send(client, 'Fetch.failRequest', { requestId, errorReason: 'BlockedByClient' });
  });
  await client.send('Fetch.enable', {
    patterns: [
      { urlPattern: DATA, requestStage: 'Response' },
      ...NOT_DOWNLOADED.map((resourceType) => ({ resourceType, requestStage: 'Request' as const })),
    ],
  });

  return {
    answers,
    signals,
    bodiesRead: async (limitMs) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<void>((resolve) => {
        timer = setTimeout(resolve, limitMs);
      });
      await Promise.race([Promise.all(bodies), limit]);
      clearTimeout(timer);
    },
    wait: async ({ done, quietMs, limitMs }) => {
      const end = performance.now() + limitMs;
      lastActivity = performance.now();
      for (;;) {
        if (done()) return 'done';
        const now = performance.now();
        const busy = inFlight.size + bodies.size > 0;
        if (!busy && now - lastActivity >= quietMs) return 'quiet';
        if (now >= end) return 'late';
        const pause = busy ? end - now : Math.min(end - now, quietMs - (now - lastActivity));
        await new Promise<void>((resolve) => {
          const wake = () => {
            clearTimeout(timer);
            sleepers.delete(wake);
            resolve();
          };
          const timer = setTimeout(wake, Math.max(1, pause));
          timer.unref(); // a wait that nobody awaits any more must not keep the process
          sleepers.add(wake);
        });
      }
    },
  };
}

/** The browser may be gone by now; then there is nobody left to answer. */
function send(client: CDPSession, ...call: Parameters<CDPSession['send']>): void {
  client.send(...call).catch(() => undefined);
}

async function bodyOf(client: CDPSession, { requestId, responseHeaders = [] }: Protocol.Fetch.RequestPausedEvent) {
  try {
    const announced = Number(headersOf(responseHeaders)['content-length'] ?? 0);
    if (announced > LARGEST_BODY) throw new Error(`${announced} bytes are too many`);
    const { body, base64Encoded } = await client.send('Fetch.getResponseBody', { requestId });
    return base64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  } finally {
    send(client, 'Fetch.continueRequest', { requestId });
  }
}

function headersOf(entries: readonly Protocol.Fetch.HeaderEntry[]): Record<string, string> {
  return Object.fromEntries(entries.map(({ name, value }) => [name.toLowerCase(), value]));
}

async function readAnswer(
  client: CDPSession,
  paused: Protocol.Fetch.RequestPausedEvent,
  clock: () => Date,
): Promise<{ answer: ObservedAnswer | null; signals: SourceError[] }> {
  const headers = headersOf(paused.responseHeaders ?? []);
  const answer: HttpAnswer = { url: paused.request.url, status: paused.responseStatusCode ?? 0, headers };
  const readAt = dateOf(headers) ?? clock();
  const refused = statusSignal(answer, { isPage: false, now: readAt });
  if (refused !== null) {
    const body = await bodyOf(client, paused)
      .then(JSON.parse)
      .catch(() => null);
    return { answer: null, signals: [refusal(refused, isRecord(body) ? readErrors(body) : [], answer, readAt)] };
  }
  let payload: unknown;
  try {
    payload = JSON.parse(await bodyOf(client, paused));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    // The browser was closed over it: whoever closed it says why.
    if (/Target closed|Session closed/.test(why)) return { answer: null, signals: [] };
    const detail = `X's answer to ${URL.parse(answer.url)?.pathname.split('/').at(-1)} cannot be read: ${why}`;
    return { answer: null, signals: [new SourceError('X_UNREADABLE_RESPONSE', { detail, now: readAt, cause })] };
  }
  const found = collect(payload);
  const stated = isRecord(payload) ? readErrors(payload) : [];
  // An emptiness that X explains is told once.
  const errors = [...stated, ...found.errors.filter(({ kind }) => stated.length === 0 || kind !== 'not_found')];
  return {
    answer: { answer, readAt, found, errors },
    signals: errors.map((error) => payloadSignal(error, answer, readAt)),
  };
}

/** HTTP's Date header, to the second. */
export function dateOf(headers: Readonly<Record<string, string>>): Date | null {
  const time = Date.parse(headers.date ?? '');
  return Number.isNaN(time) ? null : new Date(time);
}

import type { HTTPRequest, HTTPResponse, Page } from 'puppeteer-core';
import { type Collected, collect } from '../x/collect.ts';
import { isRecord } from '../x/json.ts';
import { type PayloadError, readErrors } from '../x/payload-error.ts';
import { SourceError } from './errors.ts';
import { type HttpAnswer, payloadSignal, statusSignal } from './signals.ts';

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

/** Watches a page's own requests; never makes any. */
export function observePage(page: Page, options: { clock: () => Date }): PageObserver {
  const { clock } = options;
  const answers: ObservedAnswer[] = [];
  const signals: SourceError[] = [];
  const inFlight = new Set<HTTPRequest>();
  const bodies = new Set<Promise<void>>();
  let wake = () => {};
  let lastActivity = performance.now();

  const active = () => {
    lastActivity = performance.now();
    wake();
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
  page.on('response', (response) => {
    if (!isData(response)) return;
    const reading = readAnswer(response, clock).then((read) => {
      if (read.answer !== null) answers.push(read.answer);
      signals.push(...read.signals);
      bodies.delete(reading);
      active();
    });
    bodies.add(reading);
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
          const timer = setTimeout(resolve, Math.max(1, pause));
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
    },
  };
}

/** GraphQL answers and nothing else: adverts and telemetry may fail as they like. */
function isData(response: HTTPResponse): boolean {
  const type = response.request().resourceType();
  return (type === 'xhr' || type === 'fetch') && /\/graphql\//.test(response.url());
}

async function readAnswer(
  response: HTTPResponse,
  clock: () => Date,
): Promise<{ answer: ObservedAnswer | null; signals: SourceError[] }> {
  const headers = response.headers();
  const answer: HttpAnswer = { url: response.url(), status: response.status(), headers };
  const readAt = dateOf(headers) ?? clock();
  const refused = statusSignal(answer, { isPage: false, now: readAt });
  if (refused !== null) return { answer: null, signals: [refused] };
  let payload: unknown;
  try {
    if (Number(headers['content-length'] ?? 0) > LARGEST_BODY) throw new Error('the body is too large');
    payload = JSON.parse(await response.text());
  } catch (cause) {
    const path = URL.parse(answer.url)?.pathname.split('/').at(-1);
    const detail = `X's answer to ${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`;
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

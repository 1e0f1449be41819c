import type { HTTPResponse, Page } from 'puppeteer-core';
import type { RunningChromium } from './chromium.ts';
import { SourceError } from './errors.ts';
import { dateOf, observePage, type PageObserver } from './page-observer.ts';
import { addressSignal, statusSignal } from './signals.ts';

/** The two cookies that make a session of X's web application. */
export interface XSession {
  authToken: string;
  ct0: string;
}

/** A page of X that is being watched. */
export interface XPage {
  readonly page: Page;
  readonly observer: PageObserver;
  readonly navigations: number;
  /** Rejects when the browser or the page dies; never resolves. */
  readonly death: Promise<never>;
  /** Where X's own scripts took the page, when that is a login or a challenge. */
  sentAway(): SourceError | null;
  /**
   * Goes to a path, once, until it has loaded or until `enough` data came of it: a page may never finish loading after
   * that. Returns X's time of the answer.
   * @throws SourceError when X shows something else than the page.
   */
  open(path: string, enough: () => boolean): Promise<Date>;
  /**
   * Runs a script in the page.
   * @throws SourceError when the page does not react: its own scripts keep it busy.
   */
  evaluate(script: string): Promise<unknown>;
  /** The session's cookies as X left them; null without a session. */
  session(): Promise<XSession | null>;
}

export interface XPageOptions {
  baseUrl: string;
  session: XSession | null;
  navigationTimeoutMs: number;
  clock: () => Date;
}

/** How long a body that has begun may delay the next step. */
export const BODY_PATIENCE_MS = 2_000;
/** How long a page's own scripts may keep it from answering. */
const PAGE_PATIENCE_MS = 3_000;

/** Prepares the browser's own first page: cookies, English, nothing downloaded that is only looked at. */
export async function openXPage(running: RunningChromium, options: XPageOptions): Promise<XPage> {
  const { browser } = running;
  const page = (await browser.pages())[0] ?? (await browser.newPage());
  const death = deathOf(running, page, options.clock);
  await page.setExtraHTTPHeaders({ 'accept-language': 'en-US,en;q=0.9' });
  await browser.setCookie(...cookiesOf(options));
  const observer = await observePage(page, { clock: options.clock });
  let navigations = 0;
  let readAt = options.clock();
  const sentAway = () => addressSignal(page.url(), readAt);
  return {
    page,
    observer,
    death,
    sentAway,
    get navigations() {
      return navigations;
    },
    open: async (path, enough) => {
      await observer.bodiesRead(BODY_PATIENCE_MS);
      navigations += 1;
      const loading = navigate(page, path, options);
      loading.catch(() => undefined);
      const limitMs = options.navigationTimeoutMs;
      const data = observer.wait({ done: enough, quietMs: Number.POSITIVE_INFINITY, limitMs });
      const first = await Promise.race([loading, death, data]);
      // When neither came in time, the navigation's own error tells why.
      const response = first === 'done' ? null : await Promise.race([loading, death]);
      const headers = response?.headers() ?? {};
      readAt = dateOf(headers) ?? options.clock();
      const away = sentAway();
      if (away !== null) throw away;
      const answer = response && { url: response.url(), status: response.status(), headers };
      const refused = answer && statusSignal(answer, { isPage: true, now: readAt });
      if (refused) throw refused;
      return readAt;
    },
    evaluate: async (script) => {
      let timer: NodeJS.Timeout | undefined;
      const limit = new Promise<never>((_, reject) => {
        const detail = `X's page did not react within ${PAGE_PATIENCE_MS} ms`;
        const giveUp = () => reject(new SourceError('PAGE_UNRESPONSIVE', { detail, now: options.clock() }));
        timer = setTimeout(giveUp, PAGE_PATIENCE_MS);
      });
      try {
        return await Promise.race([page.evaluate(script), limit, death]);
      } catch (cause) {
        if (cause instanceof SourceError) throw cause;
        const detail = "X's page went elsewhere while it was read";
        throw sentAway() ?? new SourceError('PAGE_UNRESPONSIVE', { detail, now: options.clock(), cause });
      } finally {
        clearTimeout(timer);
      }
    },
    session: async () => {
      if (options.session === null) return null;
      const host = new URL(options.baseUrl).hostname;
      const cookies = await browser.cookies();
      const value = (name: string) =>
        cookies.find((cookie) => cookie.name === name && host.endsWith(cookie.domain.replace(/^\./, '')))?.value;
      const [authToken, ct0] = [value('auth_token'), value('ct0')];
      return authToken && ct0 ? { authToken, ct0 } : null;
    },
  };
}

async function navigate(page: Page, path: string, options: XPageOptions): Promise<HTTPResponse | null> {
  try {
    return await page.goto(new URL(path, options.baseUrl).href, {
      waitUntil: 'domcontentloaded',
      timeout: options.navigationTimeoutMs,
    });
  } catch (cause) {
    const reason = cause instanceof Error ? (cause.message.split('\n')[0] ?? '') : String(cause);
    const now = options.clock();
    if (/timeout/i.test(reason)) {
      const detail = `X's page ${path} did not load within ${options.navigationTimeoutMs} ms`;
      throw new SourceError('NAVIGATION_TIMEOUT', { detail, now, cause });
    }
    const network = /net::(ERR_\w+)/.exec(reason)?.[1];
    if (network !== undefined) {
      throw new SourceError('NAVIGATION_FAILED', {
        detail: `X's page ${path} cannot be reached: ${network}`,
        now,
        cause,
      });
    }
    throw new SourceError('BROWSER_CRASHED', { detail: `The page was lost while it loaded: ${reason}`, now, cause });
  }
}

function deathOf({ browser }: RunningChromium, page: Page, clock: () => Date): Promise<never> {
  const death = new Promise<never>((_, reject) => {
    const die = (detail: string) => () => reject(new SourceError('BROWSER_CRASHED', { detail, now: clock() }));
    browser.once('disconnected', die('Chromium ended before the reading did'));
    page.once('error', die("X's page crashed in the browser"));
  });
  // Whoever races against it hears of it; nobody may be listening any more when the browser is closed.
  death.catch(() => undefined);
  return death;
}

function cookiesOf({ baseUrl, session }: XPageOptions) {
  const url = new URL(baseUrl);
  const isHttps = url.protocol === 'https:';
  // As X sets them: for the site and its API's subdomain.
  const domain = /^[\d.]+$|^localhost$/.test(url.hostname) ? url.hostname : `.${url.hostname}`;
  const cookie = (name: string, value: string, httpOnly = false) => ({
    name,
    value,
    domain,
    path: '/',
    secure: isHttps,
    httpOnly,
  });
  return [
    cookie('lang', 'en'),
    ...(session === null ? [] : [cookie('auth_token', session.authToken, true), cookie('ct0', session.ct0)]),
  ];
}

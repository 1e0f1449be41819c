import { parsePage } from '../x/parse-page.ts';
import { byId } from '../x/snowflake.ts';
import { analyticsPath, analyticsPosts } from './analytics-page.ts';
import { assembleReading, mergeReadings, type Reading } from './assemble-reading.ts';
import { gravest, SourceError } from './errors.ts';
import type { ReadRequest, ReadResult } from './metrics-source.ts';
import type { ObservedAnswer } from './page-observer.ts';
import { pageSignal } from './signals.ts';
import { BODY_PATIENCE_MS, type XPage, type XSession } from './x-page.ts';

/** How far one run may go. */
export interface ReaderLimits {
  dataTimeoutMs: number;
  quietMs: number;
  maxScrolls: number;
  maxStatusPages: number;
  isAnalyticsWanted: boolean;
  clock: () => Date;
}

/** The session and its keeper. */
export interface SessionKeeper {
  /** null reads what X shows to anyone. */
  session: XSession | null;
  /** Called when X gave the session another ct0, which must be stored: the old one is refused from then on. */
  onSessionRotated?: (session: XSession) => Promise<void> | void;
}

/** How long a scrolled page may take before it asks for more. */
const SCROLL_PAUSE_MS = 100;

/** One run over one account: what to open, when to go on, when to stop, and what came of it. */
export class AccountReader {
  private readonly request: ReadRequest;
  private readonly limits: ReaderLimits;
  private readonly problems: Error[] = [];
  private page: XPage | null = null;
  private fallback: Reading | null = null;
  private readonly goneByStatus = new Map<string, string>();

  constructor(request: ReadRequest, limits: ReaderLimits) {
    this.request = request;
    this.limits = limits;
  }

  async read(page: XPage): Promise<void> {
    this.page = page;
    const aborted = whenAborted(this.request.signal, this.limits.clock);
    await Promise.race([this.readBest(page), page.death, aborted]);
  }

  /** The analytics page says more than the profile, but only of the signed-in account, whose id must be known. */
  private async readBest(page: XPage): Promise<void> {
    if (this.limits.isAnalyticsWanted && this.request.xUserId !== null) {
      const own = () => analyticsPosts(page.observer.answers, this.request.xUserId);
      await page.open(analyticsPath(this.request.wanted, this.limits.clock()), () => own().length > 0);
      await this.arrival(() => own().length > 0);
      if (own().length > 0 || this.mustStop()) return;
      const detail = `X's account analytics show no posts of user ${this.request.xUserId}`;
      this.problems.push(new SourceError('X_ANALYTICS_UNAVAILABLE', { detail, now: this.limits.clock() }));
    }
    await this.readProfile(page);
  }

  private async readProfile(page: XPage): Promise<void> {
    const isThere = () => this.timelines() > 0;
    const readAt = await page.open(`/${encodeURIComponent(this.request.handle)}`, isThere);
    await this.arrival(isThere);
    if (this.timelines() === 0) await this.readRenderedPage(page, readAt);
    await this.scrollForMissing(page);
    await this.openMissing(page);
    stayed(page);
  }

  /** Only where no data came: X shows a logged-out browser a rendered page, or something else than the page. */
  private async readRenderedPage(page: XPage, readAt: Date): Promise<void> {
    if (this.mustStop()) return;
    stayed(page);
    const html = String(await page.evaluate('document.documentElement.outerHTML'));
    const { handle, xUserId } = this.request;
    const named = parsePage(html, { readAt }).accounts.find((account) => account.handle === handle)?.userId ?? null;
    const authorId = xUserId ?? named;
    // Without any id the page cannot tell whose posts it shows, except by handle, and names are not identities.
    const parsed = authorId === null ? null : parsePage(html, { authorId, handle, readAt });
    if (parsed !== null) this.fallback = mergeReadings([parsed], { handle, accountId: named ?? authorId });
    if ((parsed?.posts.length ?? 0) > 0) return;
    const signal = pageSignal(html, readAt);
    if (signal !== null) this.problems.push(signal);
  }

  private async scrollForMissing(page: XPage): Promise<void> {
    const cursors = new Set<string>();
    for (let scroll = 0; scroll < this.limits.maxScrolls; scroll++) {
      if (this.mustStop() || this.timelines() === 0 || !this.mayBeBelow()) return;
      const bottom = this.bottomCursor();
      if (bottom === null || cursors.has(bottom)) return;
      cursors.add(bottom);
      const before = this.timelines();
      await this.scrollDown(page, () => this.timelines() > before);
      if (this.timelines() === before) return;
    }
  }

  /**
   * The data may be here before the page has drawn them and grown, or before it listens: it is scrolled until it asks for more,
   * a little up in between, as a page that is at its end already does not notice.
   */
  private async scrollDown(page: XPage, arrived: () => boolean): Promise<void> {
    const { quietMs } = this.limits;
    for (let waited = 0; waited < quietMs && !arrived() && !this.mustStop(); waited += SCROLL_PAUSE_MS) {
      const isUp = (waited / SCROLL_PAUSE_MS) % 2 === 1;
      await page.evaluate(isUp ? 'scrollBy(0, -100)' : 'scrollTo(0, document.documentElement.scrollHeight)');
      if (!(await this.arrival(arrived, SCROLL_PAUSE_MS))) return;
    }
  }

  /** The newest missing first: it changes most. */
  private async openMissing(page: XPage): Promise<void> {
    if (this.timelines() === 0) return;
    for (const tweetId of this.missing().slice(0, this.limits.maxStatusPages)) {
      if (this.mustStop()) return;
      stayed(page);
      // A page that hangs would take the next navigation with it.
      await page.evaluate('0');
      const before = page.observer.answers.length;
      const fresh = () => page.observer.answers.slice(before);
      const isSettled = () => !this.missing().includes(tweetId) || fresh().some(({ errors }) => errors.length > 0);
      await page.open(`/${encodeURIComponent(this.request.handle)}/status/${tweetId}`, isSettled);
      await this.arrival(isSettled);
      const notFound = fresh()
        .flatMap(({ errors }) => errors)
        .find(({ kind }) => kind === 'not_found');
      if (notFound !== undefined && this.missing().includes(tweetId)) this.goneByStatus.set(tweetId, notFound.message);
    }
  }

  /** Waits for data until it is there, the page is quiet, time is up, or X minds. False when time was up. */
  private async arrival(done: () => boolean, quietMs = this.limits.quietMs): Promise<boolean> {
    const { dataTimeoutMs: limitMs } = this.limits;
    const ended = await this.page?.observer.wait({ done: () => done() || this.mustStop(), quietMs, limitMs });
    if (ended !== 'late') return true;
    const detail = `X's answers did not arrive completely within ${limitMs} ms`;
    this.problems.push(new SourceError('X_SLOW_RESPONSE', { detail, now: this.limits.clock() }));
    return false;
  }

  private mustStop(): boolean {
    const answer = gravest(this.page?.observer.signals ?? [])?.answer ?? 'continue';
    return this.request.signal.aborted || answer !== 'continue';
  }

  private reading(): Reading {
    const observed = assembleReading(this.page?.observer.answers ?? [], this.request);
    if (this.fallback === null) return observed;
    const seen = new Set(observed.posts.map(({ tweetId }) => tweetId));
    return {
      posts: [...observed.posts, ...this.fallback.posts.filter(({ tweetId }) => !seen.has(tweetId))],
      account: observed.account ?? this.fallback.account,
      gone: observed.gone,
      quarantined: [...observed.quarantined, ...this.fallback.quarantined],
    };
  }

  private missing(): string[] {
    const { posts, gone } = this.reading();
    const settled = new Set([
      ...posts.flatMap(({ editTweetIds }) => editTweetIds),
      ...gone.map(({ tweetId }) => tweetId),
    ]);
    return this.request.wanted.filter((id) => !settled.has(id) && !this.goneByStatus.has(id));
  }

  /** Timelines run from new to old: a missing post that is newer than the oldest one shown is not further down. */
  private mayBeBelow(): boolean {
    const shown = this.reading().posts.filter((post) => !post.isPinned);
    const oldest = shown.map(({ tweetId }) => tweetId).sort(byId)[0];
    return this.missing().some((id) => oldest === undefined || byId(id, oldest) < 0);
  }

  private timelines(): number {
    const answers = this.page?.observer.answers ?? [];
    const isTimeline = ({ found }: ObservedAnswer) =>
      found.cursors.length > 0 || found.posts.some(({ source }) => source !== 'analytics_page');
    return answers.filter(isTimeline).length;
  }

  private bottomCursor(): string | null {
    const cursors = (this.page?.observer.answers ?? []).flatMap(({ found }) => found.cursors);
    return cursors.findLast(({ type }) => type === 'Bottom')?.value ?? null;
  }

  /** Takes in what has arrived, and keeps the session as X left it, whether the reading went well or not. */
  async finish(page: XPage, options: SessionKeeper): Promise<void> {
    await page.observer.bodiesRead(this.request.signal.aborted ? 300 : BODY_PATIENCE_MS);
    if (options.session === null || !page.page.browser().connected) return;
    const now = await page.session();
    if (now !== null) {
      const isNew = now.ct0 !== options.session.ct0 || now.authToken !== options.session.authToken;
      if (isNew) await options.onSessionRotated?.(now);
    } else if (!this.problems.some((problem) => problem instanceof SourceError && problem.answer === 'stop')) {
      const detail = 'X ended the stored session and showed what it shows to anyone';
      this.problems.push(new SourceError('X_LOGIN_WALL', { detail, now: this.limits.clock() }));
    }
  }

  fail(error: unknown): void {
    const detail = `The browser failed while reading: ${error instanceof Error ? error.message : String(error)}`;
    const known = error instanceof SourceError;
    this.problems.push(
      known ? error : new SourceError('BROWSER_CRASHED', { detail, now: this.limits.clock(), cause: error }),
    );
  }

  /** @throws SourceError when nothing was read at all: the gravest of what went wrong. */
  result(): ReadResult {
    const reading = this.reading();
    const gone = [...reading.gone, ...[...this.goneByStatus].map(([tweetId, reason]) => ({ tweetId, reason }))];
    const problems = [...this.problems, ...this.tellingSignals(reading)];
    if (reading.posts.length === 0 && reading.account === null && gone.length === 0) {
      const known = gravest(problems.filter((problem) => problem instanceof SourceError));
      const detail = `X's page of @${this.request.handle} brought neither data nor an error`;
      throw known ?? new SourceError('X_NOTHING_READ', { detail, now: this.limits.clock() });
    }
    return { ...reading, gone, problems, navigations: this.page?.navigations ?? 0 };
  }

  /** Each message once; side queries that X has renamed are nobody's business while the posts came. */
  private tellingSignals(reading: Reading): SourceError[] {
    const seen = new Set<string>();
    return (this.page?.observer.signals ?? []).filter(({ code, message }) => {
      const isNoise =
        (code === 'X_STALE_QUERY' && reading.posts.length > 0) ||
        (code === 'X_NOT_FOUND' && this.goneByStatus.size > 0);
      if (isNoise || seen.has(message)) return false;
      seen.add(message);
      return true;
    });
  }
}

/** @throws SourceError when X's scripts took the page to a login or a challenge. */
function stayed(page: XPage): void {
  const away = page.sentAway();
  if (away !== null) throw away;
}

function whenAborted(signal: AbortSignal, clock: () => Date): Promise<never> {
  const aborted = new Promise<never>((_, reject) => {
    const stop = () => {
      const detail = 'The reading was stopped before it was complete';
      reject(new SourceError('READ_ABORTED', { detail, now: clock(), cause: signal.reason }));
    };
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
  });
  aborted.catch(() => undefined);
  return aborted;
}

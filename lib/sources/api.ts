import type { AccountObservation, PostObservation } from '../x/observation.ts';
import { API_V2_FIELDS, type ParsedApiPage, parseApiV2 } from '../x/parse-api-v2.ts';
import { byId } from '../x/snowflake.ts';
import { API_PRICES, type ApiCost, type ApiLedger, type ApiPrices } from './api-prices.ts';
import { SourceError } from './errors.ts';
import type { MetricsSource, ReadRequest, ReadResult } from './metrics-source.ts';
import { dateOf } from './page-observer.ts';
import { payloadSignal, statusSignal } from './signals.ts';

export interface ApiSourceOptions {
  /** The app's bearer token, or an OAuth 2 user token of the account's own app (owned reads need the latter). */
  token: string;
  /** Default https://api.x.com. */
  baseUrl?: string;
  /** A reading whose cost could exceed this in the calendar month is refused before anything is asked. */
  monthlyLimitUsd: number;
  ledger: () => Promise<ApiLedger> | ApiLedger;
  /** Writes to the ledger what one answer cost, at once: what fails later has been paid for all the same. */
  pay: (cost: ApiCost) => Promise<void> | void;
  prices?: ApiPrices;
  /** Further pages of the timeline while wanted posts are missing. */
  maxPages?: number;
  /** Per request. */
  timeoutMs?: number;
  clock?: () => Date;
}

const LARGEST_PAGE = 100;
/** Enough for a day of a busy account, found posts included. */
const SMALLEST_PAGE = 20;

/**
 * Reads an account through the official X API v2: one request for its newest posts (owned reads), more only while wanted
 * posts are missing, and one by ids for what is older still. Tells what it cost, and refuses to exceed the month's limit.
 */
export function apiSource(options: ApiSourceOptions): MetricsSource {
  return {
    name: 'api',
    read: async (request) => new ApiReader(request, options).read(),
  };
}

class ApiReader {
  private readonly request: ReadRequest;
  private readonly options: ApiSourceOptions;
  private readonly prices: ApiPrices;
  private readonly pages: ParsedApiPage[] = [];
  private readonly problems: Error[] = [];
  private readonly counted = new Set<string>();
  private ledger: ApiLedger = { spentThisMonthUsd: 0, countedToday: new Set() };
  private requests = 0;
  private usd = 0;

  constructor(request: ReadRequest, options: ApiSourceOptions) {
    this.request = request;
    this.options = options;
    this.prices = options.prices ?? API_PRICES;
  }

  async read(): Promise<ReadResult> {
    this.ledger = await this.options.ledger();
    const authorId = this.request.xUserId ?? (await this.findUser());
    try {
      await this.readTimeline(authorId);
      await this.readMissing(authorId);
    } catch (error) {
      if (this.posts().length === 0) throw error;
      this.problems.push(error instanceof Error ? error : new Error(String(error)));
    }
    return {
      posts: this.posts(),
      account: this.account(authorId),
      gone: this.pages.flatMap(({ gone }) => gone),
      quarantined: this.pages.flatMap(({ quarantined }) => quarantined),
      problems: this.problems,
      navigations: this.requests,
    };
  }

  private async findUser(): Promise<string> {
    const path = `/2/users/by/username/${encodeURIComponent(this.request.handle)}`;
    const query = { 'user.fields': API_V2_FIELDS['user.fields'] };
    const page = await this.ask(path, query, { units: 0, unitUsd: 0, authorId: null });
    const found = page.accounts.find(({ handle }) => handle === this.request.handle);
    if (found !== undefined) return found.userId;
    const detail = `The X API knows no user @${this.request.handle}`;
    throw new SourceError('X_NOT_FOUND', { detail, now: this.now() });
  }

  private async readTimeline(authorId: string): Promise<void> {
    const { maxPages = 2 } = this.options;
    const size = Math.min(LARGEST_PAGE, Math.max(SMALLEST_PAGE, this.request.wanted.length));
    let next: string | null = null;
    for (let page = 0; page < maxPages; page++) {
      const query: Record<string, string> = {
        ...API_V2_FIELDS,
        exclude: 'retweets',
        max_results: String(size),
        ...(next === null ? {} : { pagination_token: next }),
      };
      const price = { units: size, unitUsd: this.prices.ownedPostUsd, authorId };
      next = (await this.ask(`/2/users/${authorId}/tweets`, query, price)).nextToken;
      if (next === null || !this.missing().some((id) => byId(id, this.oldest()) < 0)) return;
    }
  }

  private async readMissing(authorId: string): Promise<void> {
    const ids = this.missing().slice(0, LARGEST_PAGE);
    if (ids.length === 0) return;
    const price = { units: ids.length, unitUsd: this.prices.postUsd, authorId };
    await this.ask('/2/tweets', { ...API_V2_FIELDS, ids: ids.join(',') }, price);
  }

  private async ask(
    path: string,
    query: Record<string, string>,
    price: { units: number; unitUsd: number; authorId: string | null },
  ): Promise<ParsedApiPage> {
    // Every answer brings the author along, which is a resource of its own.
    this.refuseAboveLimit(price.units * price.unitUsd + this.prices.userUsd);
    const url = new URL(`${path}?${new URLSearchParams(query)}`, this.options.baseUrl ?? 'https://api.x.com');
    this.requests += 1;
    const { response, payload } = await this.fetchJson(url, price);
    const headers = Object.fromEntries(response.headers);
    const answer = { url: url.href, status: response.status, headers };
    const readAt = dateOf(headers) ?? this.now();
    if (response.status === 404) {
      throw new SourceError('X_NOT_FOUND', { detail: `The X API answered 404 to ${path}`, status: 404, now: readAt });
    }
    const refused = statusSignal(answer, { isPage: false, now: readAt });
    if (refused !== null) throw refused;
    const page = parseApiV2(payload, { authorId: price.authorId, readAt });
    this.pages.push(page);
    await this.bill(page, price.unitUsd);
    this.problems.push(...page.errors.map((error) => payloadSignal(error, answer, readAt)));
    return page;
  }

  private async fetchJson(
    url: URL,
    price: { units: number; unitUsd: number },
  ): Promise<{ response: Response; payload: unknown }> {
    const limit = AbortSignal.timeout(this.options.timeoutMs ?? 15_000);
    let isAnswered = false;
    try {
      const response = await fetch(url, {
        headers: { authorization: `Bearer ${this.options.token}`, accept: 'application/json' },
        signal: AbortSignal.any([limit, this.request.signal]),
      });
      isAnswered = response.ok;
      const text = await response.text();
      return { response, payload: response.ok ? JSON.parse(text) : null };
    } catch (cause) {
      // X has answered and bills it, but nobody knows for how much: at most this.
      if (isAnswered) await this.spend([], price.units + 1, price.units * price.unitUsd + this.prices.userUsd);
      const why =
        cause instanceof Error ? ((cause.cause as Error | undefined)?.message ?? cause.message) : String(cause);
      const at = { detail: `The X API's ${url.pathname} cannot be read: ${why}`, now: this.now(), cause };
      if (this.request.signal.aborted) throw new SourceError('READ_ABORTED', at);
      if (limit.aborted) throw new SourceError('X_SLOW_RESPONSE', at);
      throw new SourceError(cause instanceof SyntaxError ? 'X_UNREADABLE_RESPONSE' : 'NAVIGATION_FAILED', at);
    }
  }

  /** The most this request can cost counts: what X will find to be counted today already is only known afterwards. */
  private refuseAboveLimit(mostUsd: number): void {
    const { monthlyLimitUsd } = this.options;
    const spent = this.ledger.spentThisMonthUsd + this.usd;
    if (spent + mostUsd <= monthlyLimitUsd) return;
    const [is, more, limit] = [spent, mostUsd, monthlyLimitUsd].map((usd) => `$${usd.toFixed(3)}`);
    const detail = `The X API has cost ${is} this month; this request may cost ${more} more, and the limit is ${limit}`;
    throw new SourceError('API_COST_LIMIT', { detail, now: this.now() });
  }

  private async bill(page: ParsedApiPage, unitUsd: number): Promise<void> {
    const isNew = (id: string) => !this.counted.has(id) && !this.ledger.countedToday.has(id);
    const posts = [...new Set(page.posts.map(({ tweetId }) => tweetId))].filter(isNew);
    const users = [...new Set(page.accounts.map(({ userId }) => userId))].filter(isNew);
    const counted = [...posts, ...users];
    await this.spend(counted, counted.length, posts.length * unitUsd + users.length * this.prices.userUsd);
  }

  private async spend(counted: readonly string[], units: number, usd: number): Promise<void> {
    if (units === 0) return;
    for (const id of counted) this.counted.add(id);
    this.usd += usd;
    await this.options.pay({ service: 'x_api', units, usd, counted });
  }

  private posts(): PostObservation[] {
    return [...new Map(this.pages.flatMap(({ posts }) => posts).map((post) => [post.tweetId, post])).values()];
  }

  private account(authorId: string): AccountObservation | null {
    return this.pages.flatMap(({ accounts }) => accounts).find(({ userId }) => userId === authorId) ?? null;
  }

  private missing(): string[] {
    const seen = new Set([
      ...this.posts().flatMap(({ editTweetIds }) => editTweetIds),
      ...this.pages.flatMap(({ gone }) => gone.map(({ tweetId }) => tweetId)),
    ]);
    return this.request.wanted.filter((id) => !seen.has(id));
  }

  private oldest(): string {
    return (
      this.posts()
        .map(({ tweetId }) => tweetId)
        .sort(byId)[0] ?? '9'.repeat(19)
    );
  }

  private now(): Date {
    return this.options.clock?.() ?? new Date();
  }
}

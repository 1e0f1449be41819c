import { AccountReader, type SessionKeeper } from './account-reader.ts';
import { type LaunchOptions, launchChromium } from './chromium.ts';
import type { MetricsSource } from './metrics-source.ts';
import { sessionMark } from './session-store.ts';
import { openXPage } from './x-page.ts';

export interface BrowserSourceOptions extends SessionKeeper {
  /** Where X is, e.g. https://x.com. */
  baseUrl: string;
  /** Read the account's own analytics page instead of its profile, once its user id is known; needs X Premium. */
  useAnalyticsPage?: boolean;
  launch?: LaunchOptions;
  log?: (message: string, fields: Record<string, unknown>) => void;
  navigationTimeoutMs?: number;
  /** How long to wait for the page's data after it has loaded. */
  dataTimeoutMs?: number;
  /** How long without any request of the page's means that nothing more comes. */
  quietMs?: number;
  /** Further pages of the timeline to scroll to while wanted posts are missing. */
  maxScrolls?: number;
  /** Status pages to open for wanted posts that the timeline does not show; each is a navigation. */
  maxStatusPages?: number;
  /** Wall clock, for answers that carry no date. */
  clock?: () => Date;
}

/**
 * Reads an account as a person would: one page, one navigation to the profile. The page's own GraphQL answers are read
 * as they arrive; only where there are none, the store or the exact labels of the page itself are. It scrolls, and opens
 * single posts, only while wanted posts are missing, and stops at the first sign that X minds.
 */
export function browserSource(options: BrowserSourceOptions): MetricsSource {
  const { navigationTimeoutMs = 30_000, dataTimeoutMs = 15_000, quietMs = 600 } = options;
  const { maxScrolls = 3, maxStatusPages = 2, clock = () => new Date() } = options;
  const isAnalyticsWanted = options.useAnalyticsPage === true && options.session !== null;
  const limits = { dataTimeoutMs, quietMs, maxScrolls, maxStatusPages, clock, isAnalyticsWanted };
  return {
    name: 'browser',
    sessionMark: options.session === null ? null : sessionMark(options.session),
    read: async (request) => {
      const begun = performance.now();
      const running = await launchChromium({ ...options.launch, clock });
      const launched = performance.now();
      const reader = new AccountReader(request, limits);
      try {
        const { baseUrl, session } = options;
        const page = await openXPage(running, { baseUrl, session, navigationTimeoutMs, clock });
        await reader.read(page).catch((error: unknown) => reader.fail(error));
        await reader.finish(page, options);
      } catch (error) {
        reader.fail(error);
      }
      const ended = performance.now();
      await running.close();
      const spent = {
        launch_ms: Math.round(launched - begun),
        read_ms: Math.round(ended - launched),
        close_ms: Math.round(performance.now() - ended),
      };
      const result = reader.result();
      options.log?.('Read X', { posts: result.posts.length, navigations: result.navigations, ...spent });
      return result;
    },
  };
}

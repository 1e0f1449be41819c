import type { Browser, Page } from 'puppeteer-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type SimulatedX, startSimulatedX, type World } from '../../../../infra/local/simulated-x/index.ts';
import { openChromium } from './chromium.ts';
import { LOOKED_AT, smallWorld } from './small-world.ts';

let browser: Browser;
let close: (() => Promise<void>) | undefined;
let page: Page;
let world: World;
let simulated: SimulatedX;

beforeAll(async () => {
  ({ browser, close } = await openChromium());
}, 120_000);
afterAll(async () => {
  await close?.();
});
beforeEach(async () => {
  world = smallWorld();
  simulated = await startSimulatedX({ world, now: () => LOOKED_AT });
  page = await browser.newPage();
  await browser.setCookie(
    { name: 'auth_token', value: 'me', domain: '127.0.0.1' },
    { name: 'ct0', value: 'csrf', domain: '127.0.0.1' },
  );
});
afterEach(async () => {
  await browser.deleteCookie(...(await browser.cookies()));
  await page.close();
  await simulated.close();
});

interface Card {
  id: string | undefined;
  label: string | null;
  numbers: string[];
  analytics: string | null;
}

async function cards(): Promise<Card[]> {
  const found = await page.evaluate(`[...document.querySelectorAll('article[data-testid="tweet"]')].map((article) => ({
    id: article.querySelector('time')?.closest('a').getAttribute('href').split('/').at(-1),
    label: article.querySelector('[role="group"][aria-label]').getAttribute('aria-label'),
    numbers: [...article.querySelectorAll('[role="group"] [data-testid="app-text-transition-container"]')].map((n) => n.textContent),
    analytics: article.querySelector('a[href*="/analytics"]')?.getAttribute('aria-label') ?? null,
  }))`);
  return found as Card[];
}

describe('the page in Chromium', () => {
  it('fetches GraphQL by itself and renders articles with exact labels', async () => {
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    const { operations, refused } = simulated.stats();
    expect(operations).toEqual({ UserByScreenName: 1, UserTweets: 1 });
    expect(refused).toEqual({});
    const own = (await cards()).filter(({ id }) => id && world.postOf(id));
    expect(own.length).toBeGreaterThan(20);
    for (const { id, label, analytics } of own) {
      const counters = world.countersAt(id!, LOOKED_AT)!;
      const part = (count: number, one: string, many: string) =>
        count ? [`${count} ${count === 1 ? one : many}`] : [];
      const expected = [
        ...part(counters.replies, 'reply', 'replies'),
        ...part(counters.retweets + counters.quotes, 'repost', 'reposts'),
        ...part(counters.likes, 'like', 'likes'),
        ...part(counters.bookmarks, 'bookmark', 'bookmarks'),
        ...part(counters.impressions, 'view', 'views'),
      ].join(', ');
      expect(label).toBe(expected);
      expect(analytics).toBe(`${counters.impressions} views. View post analytics`);
    }
  });

  it('cuts visible numbers off and leaves the analytics link away on the focal post', async () => {
    const seen = world.posts.filter((post) => post.postedAt <= LOOKED_AT && post.format === 'single');
    const views = (id: string) => world.countersAt(id, LOOKED_AT)!.impressions;
    const { tweetId } = seen.reduce((most, post) => (views(post.tweetId) > views(most.tweetId) ? post : most));
    expect(views(tweetId)).toBeGreaterThan(1000);
    await page.goto(`${simulated.baseUrl}/warm_walls/status/${tweetId}`, { waitUntil: 'networkidle0' });
    const focal = (await cards())[0]!;
    expect(focal).toMatchObject({ id: tweetId, analytics: null });
    const thousands = views(tweetId) / 1000;
    const shown = thousands < 10 ? `${Math.floor(thousands * 10) / 10}K` : `${Math.floor(thousands)}K`;
    expect(await page.evaluate('document.querySelector("article").innerText')).toContain(`${shown} Views`);
    expect(simulated.stats().operations).toEqual({ TweetDetail: 1 });
  });

  it('goes on with a cursor when it is scrolled to the end', async () => {
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    const before = (await cards()).length;
    const more = page.waitForResponse((response) => response.url().includes('/UserTweets?'));
    await page.evaluate('window.scrollTo(0, document.body.scrollHeight)');
    expect((await more).url()).toContain(encodeURIComponent('"cursor":"DAAHCgAB'));
    await page.waitForFunction(`document.querySelectorAll('article').length > ${before}`);
  });

  it('asks for all shown posts at once when it is refreshed with a key', async () => {
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    const batch = page.waitForResponse((response) => response.url().includes('/TweetResultsByRestIds?'));
    await page.keyboard.press('.');
    const { data } = (await (await batch).json()) as { data: { tweetResult: unknown[] } };
    expect(data.tweetResult.length).toBeGreaterThan(20);
  });

  it('asks for the account’s analytics on their page, unless it has to upgrade', async () => {
    await page.goto(`${simulated.baseUrl}/i/account_analytics/content?type=posts&sort=date&dir=desc`, {
      waitUntil: 'networkidle0',
    });
    expect(simulated.stats().operations).toEqual({ ContentPageV2UserTweetsQuery: 1 });
    simulated.setFault('analytics_upgrade_wall');
    await page.reload({ waitUntil: 'networkidle0' });
    expect(await page.evaluate('document.body.innerText')).toContain('Upgrade to continue');
    expect(simulated.stats().operations).toEqual({ ContentPageV2UserTweetsQuery: 1 });
  });

  it('downloads pictures, films and fonts unless the client blocks them', async () => {
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    const { image, media, font } = simulated.stats().requests;
    expect([image, media, font].every((count) => count > 0)).toBe(true);
    simulated.resetStats();
    await page.setRequestInterception(true);
    page.on('request', (request) => {
      const blocked = ['image', 'media', 'font'].includes(request.resourceType());
      void (blocked ? request.abort() : request.continue());
    });
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    expect(simulated.stats().requests).toMatchObject({ page: 1, graphql: 2, image: 0, media: 0, font: 0 });
  });

  it('shows the logged-out page without a session, and no GraphQL', async () => {
    await browser.deleteCookie(...(await browser.cookies()));
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    expect(await page.evaluate('document.querySelectorAll("article[data-tweet-id]").length')).toBe(10);
    expect(simulated.stats().requests).toMatchObject({ page: 1, graphql: 0 });
  });
});

describe('faults in Chromium', () => {
  const goto = () => page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'load' });
  const open = async () => {
    await goto();
    await page.waitForSelector('article, [data-testid="emptyState"], [role="dialog"]');
  };

  it('login_wall ends at the sign-in form, once', async () => {
    simulated.setFault('login_wall', { times: 1 });
    await open();
    expect(page.url()).toContain('/i/flow/login');
    expect(await page.evaluate('document.body.innerText')).toContain('Sign in to X');
    await open();
    expect((await cards()).length).toBeGreaterThan(20);
  });

  it('redirect_loop is an error of the navigation', async () => {
    simulated.setFault('redirect_loop');
    await expect(goto()).rejects.toThrow('ERR_TOO_MANY_REDIRECTS');
  });

  it('ct0_rotation goes on within the page: the browser keeps the new token', async () => {
    simulated.setFault('ct0_rotation');
    await open();
    expect(simulated.stats()).toMatchObject({ operations: { UserByScreenName: 1, UserTweets: 1 }, refused: {} });
    const ct0 = (await browser.cookies()).find(({ name }) => name === 'ct0')!.value;
    expect(ct0).toMatch(/^[0-9a-f]{32}$/);
  });

  it('navigates_away leaves the page while the posts arrive', async () => {
    simulated.setFault('navigates_away', { times: 1 });
    await goto();
    await page.waitForFunction('location.pathname === "/i/flow/login"');
  });

  it.each(['script_fails', 'scripts_unreachable'])('%s leaves the shell empty', async (fault) => {
    simulated.setFault(fault);
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    expect(await cards()).toEqual([]);
    expect(simulated.stats().requests.graphql).toBe(0);
  });

  it.each(['new_layout', 'visibility_wrapper', 'unknown_types', 'author_missing'])(
    '%s renders all the same',
    async (fault) => {
      await open();
      const before = (await cards()).length;
      simulated.setFault(fault);
      await open();
      expect((await cards()).length).toBe(before);
    },
  );

  it.each(['rate_limited', 'deadline_exceeded', 'half_json', 'html_for_json'])(
    '%s shows that something went wrong',
    async (fault) => {
      simulated.setFault(fault);
      await open();
      expect(await page.evaluate('document.body.innerText')).toMatch(/Something went wrong|This account doesn/);
      expect(await cards()).toEqual([]);
    },
  );

  it('hostile_text_html stays text', async () => {
    simulated.setFault('hostile_text_html');
    await open();
    expect(await page.title()).not.toBe('owned');
    expect(await page.evaluate('document.querySelector("[data-testid=tweetText]").textContent')).toContain('<script>');
  });

  it('heap_grows keeps more and more', async () => {
    simulated.setFault('heap_grows');
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'domcontentloaded' });
    await page.waitForFunction('window.kept.length > 3');
    await page.evaluate('clearInterval(t); kept.length = 0');
  });

  it('script_hangs is in the page that has it', async () => {
    simulated.setFault('script_hangs');
    const html = await (
      await fetch(`${simulated.baseUrl}/warm_walls`, { headers: { cookie: 'auth_token=me; ct0=c' } })
    ).text();
    expect(html).toContain('for(;;)');
  });
});

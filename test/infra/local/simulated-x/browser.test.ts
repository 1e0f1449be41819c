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

  it('stands before the login wall when that fault is on', async () => {
    simulated.setFault('login_wall', { times: 1 });
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    expect(page.url()).toContain('/i/flow/login');
    expect(await page.evaluate('document.body.innerText')).toContain('Sign in to X');
    await page.goto(`${simulated.baseUrl}/warm_walls`, { waitUntil: 'networkidle0' });
    expect((await cards()).length).toBeGreaterThan(20);
    expect(simulated.stats().faults).toEqual({ login_wall: 1 });
  });
});

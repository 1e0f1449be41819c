import type { Page } from 'puppeteer-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { renderReport } from '../../../lib/report/render-report.ts';
import { launchChromium, type RunningChromium } from '../../../lib/sources/chromium.ts';
import { sampleReport } from './sample-report.ts';

const HOSTILE = `</bdi></td><img src="https://x.invalid/i.png" onerror="document.title='taken'"><script>document.title='taken'</script>${'w'.repeat(300)}`;

describe('the report in Chromium', () => {
  let running: RunningChromium;
  let page: Page;
  const requests: string[] = [];

  beforeAll(async () => {
    running = await launchChromium();
    page = await running.browser.newPage();
    page.on('request', (request) => requests.push(request.url()));
    const sample = sampleReport();
    const posts = sample.posts.map((post) => ({ ...post, content: HOSTILE, generator_name: HOSTILE, topic: HOSTILE }));
    const effects = sample.analysis!.effects.map((effect) => ({ ...effect, level: `${effect.level}${HOSTILE}` }));
    const audit = [{ at: sample.generatedAt, kind: 'post_rejected', by: HOSTILE, data: { reason: HOSTILE } }];
    await page.setContent(renderReport({ ...sample, audit, posts, analysis: { ...sample.analysis!, effects } }));
  });
  afterAll(() => running.close());

  it('asks for nothing and lets hostile text do nothing', async () => {
    expect(requests.filter((url) => !url.startsWith('about:'))).toEqual([]);
    expect(await page.title()).toBe('Hone: @sample_account');
    expect(await page.$$('script, img')).toEqual([]);
  });

  it.each([320, 768, 1280])('needs no sideways scrolling at %i px', async (width) => {
    await page.setViewport({ width, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
  });

  it('names every picture, or hides it from who does not see it', async () => {
    const mute = `[...document.querySelectorAll('svg')].filter((one) =>
      !one.closest('[aria-hidden="true"]') && !one.closest('[role="img"][aria-label]')).length`;
    expect(await page.evaluate(mute)).toBe(0);
  });

  it('is dark where the reader wants it dark', async () => {
    const background = () => page.evaluate('getComputedStyle(document.body).backgroundColor');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'light' }]);
    expect(await background()).toBe('rgb(251, 250, 247)');
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: 'dark' }]);
    expect(await background()).toBe('rgb(19, 23, 26)');
  });

  it('can be walked through by keyboard', async () => {
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.textContent')).toBe('Skip to the report');
    await page.keyboard.press('Tab');
    expect(await page.evaluate('document.activeElement.getAttribute("href")')).toBe('#account');
  });

  it('needs none either when everything is unfolded, which the keyboard can do', async () => {
    await page.focus('summary');
    await page.keyboard.press('Enter');
    expect(await page.evaluate('document.activeElement.parentElement.open')).toBe(true);
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = true })');
    await page.setViewport({ width: 320, height: 900 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    await page.evaluate('document.querySelectorAll("details").forEach((one) => { one.open = false })');
  });

  it('is unfolded on paper, but for the long list of older posts', async () => {
    const isSeen = (selector: string) => page.evaluate(`document.querySelector('${selector}').checkVisibility()`);
    expect(await isSeen('.numbers table')).toBe(false);
    await page.emulateMediaType('print');
    expect(await isSeen('.numbers table')).toBe(true);
    expect(await isSeen('#posts details .posts')).toBe(false);
    expect(await page.evaluate('getComputedStyle(document.body).color')).toBe('rgb(0, 0, 0)');
    await page.emulateMediaType();
  });
});

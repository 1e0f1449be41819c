/**
 * Starts Chromium and reads a page with TMPDIR on a disk of the size given in MB, then tells in one JSON line what came
 * of it. With `fill` there is no room once Chromium is unpacked, and it is tried again when there is. Runs in a mount namespace of its own: see the test.
 */
import { readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { launchChromium } from '../../lib/sources/chromium.ts';
import { unpackChromium } from '../../lib/sources/unpack-chromium.ts';

const folder = String(process.env.TMPDIR);
const isFilled = process.argv[2] === 'fill';
const left = () =>
  readdirSync(folder)
    .filter((name) => name !== 'ballast')
    .sort();
const bin = join(import.meta.dirname, '..', '..', 'node_modules', '@sparticuz', 'chromium', 'bin');

async function attempt() {
  try {
    const running = await launchChromium({ launchTimeoutMs: 10_000 });
    const [page] = await running.browser.pages();
    await page?.goto('data:text/html,<p>read</p>');
    const read = await page?.$eval('p', (paragraph) => paragraph.textContent);
    await running.close();
    return { read, left: left() };
  } catch (error) {
    const { code, category, message } = error as Error & { code?: string; category?: string };
    return { code, category, message, left: left() };
  }
}

if (isFilled) {
  await unpackChromium(bin);
  const { bavail, bsize } = statfsSync(folder);
  writeFileSync(join(folder, 'ballast'), Buffer.alloc(bavail * bsize));
}
const full = await attempt();
rmSync(join(folder, 'ballast'), { force: true });
process.stdout.write(`${JSON.stringify(isFilled ? [full, await attempt()] : [full])}\n`);

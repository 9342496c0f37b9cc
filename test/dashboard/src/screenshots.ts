import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { LabClient } from '@codecsmith/client';
import { readConfig } from '@codecsmith/platform';
import { z } from 'zod';
import { logIn, openBrowser } from './browser.ts';

const SHAPES = [
  { name: 'light', colorScheme: 'light', width: 1280, height: 900 },
  { name: 'dark', colorScheme: 'dark', width: 1280, height: 900 },
  { name: 'phone', colorScheme: 'light', width: 390, height: 844 },
] as const;

/** Charts are drawn after their data has come. */
const SETTLE_MS = 1_500;

const home = readConfig(['LAB_HOME']).LAB_HOME;
const { apiUrl } = z.looseObject({ apiUrl: z.url() }).parse(JSON.parse(await readFile(join(home, 'lab.json'), 'utf8')));
const token = (await readFile(join(home, 'token'), 'utf8')).trim();
const { items } = await new LabClient({ baseUrl: apiUrl, token }).experiments({ outcome: 'completed', limit: 2 });
const [first] = items;
if (first === undefined) throw new Error('there is nothing to show: run ./codecsmith demo first');
const pages = {
  overview: '/',
  experiments: '/experiments',
  experiment: `/experiments/${first.experimentId}`,
  campaign: first.campaign === null ? '/campaigns' : `/campaigns/${first.campaign}`,
  health: '/health',
  compare: `/compare?ids=${items.map(({ experimentId }) => experimentId).join(',')}`,
};

const folder = 'test-results/screenshots';
await mkdir(folder, { recursive: true });
const browser = await openBrowser();
try {
  for (const { name, colorScheme, width, height } of SHAPES) {
    const context = await browser.newContext({ colorScheme, viewport: { width, height } });
    const page = await context.newPage();
    await logIn(page, apiUrl, token);
    for (const [title, path] of Object.entries(pages)) {
      await page.goto(apiUrl + path);
      await page.waitForTimeout(SETTLE_MS);
      await page.screenshot({ path: join(folder, `${title}-${name}.png`), fullPage: true });
    }
    await context.close();
  }
} finally {
  await browser.close();
}

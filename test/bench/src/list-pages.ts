import { logIn, openBrowser } from '@codecsmith/test-dashboard';
import { clocked, timesOf, type Times } from './times.ts';

const ROUNDS = 10;
const PAGE = 50;

/** Times in a browser: from the address to the last row drawn, and from a click to the next page drawn. */
export async function pageTimes(url: string, token: string): Promise<Record<string, Times>> {
  const opened: number[] = [];
  const paged: number[] = [];
  const overview: number[] = [];
  const browser = await openBrowser();
  try {
    const page = await browser.newPage({ viewport: { width: 1280, height: 900 } });
    await logIn(page, url, token);
    const rows = page.locator('tbody tr');
    for (let round = 0; round < ROUNDS; round += 1) {
      await clocked(async () => {
        await page.goto(`${url}/experiments`);
        await rows.nth(PAGE - 1).waitFor();
      }, opened);
      await clocked(async () => {
        await page.getByRole('button', { name: /more$/ }).click();
        await rows.nth(2 * PAGE - 1).waitFor();
      }, paged);
      await clocked(async () => {
        await page.goto(url);
        await page.getByTestId('rd-plot').locator('svg').first().waitFor();
      }, overview);
    }
  } finally {
    await browser.close();
  }
  return {
    'experiments page opens': timesOf(opened),
    'experiments page shows 50 more': timesOf(paged),
    'overview opens': timesOf(overview),
  };
}

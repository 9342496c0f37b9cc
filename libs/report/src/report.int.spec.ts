import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { chromium, type Browser, type Page } from 'playwright-core';
import { reportPage } from './page/page.ts';
import { SAMPLE } from './sample.testing.ts';

const FLAGS = ['--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-sync'];
const QUIET = ['--disable-background-networking', '--disable-component-update'];

let folder: string;
let browser: Browser;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'report-'));
  await writeFile(join(folder, 'report.html'), reportPage(SAMPLE));
  browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: [...FLAGS, ...QUIET] });
});
afterAll(async () => {
  await browser.close();
  await rm(folder, { recursive: true, force: true });
});

async function open(
  colorScheme: 'light' | 'dark',
  width = 1000,
): Promise<{ page: Page; requests: string[]; errors: string[] }> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 900 } });
  const [requests, errors]: [string[], string[]] = [[], []];
  page.on('request', (request) => requests.push(request.url()));
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => errors.push(message.text()));
  await page.goto(pathToFileURL(join(folder, 'report.html')).href);
  return { page, requests, errors };
}

describe('the report in a browser, from the file system', () => {
  it('asks for nothing but itself and reports no error', async () => {
    const { page, requests, errors } = await open('light');
    expect(requests).toHaveLength(1);
    expect(errors).toEqual([]);
    await page.close();
  });

  it('plots what its table says, at the right places', async () => {
    const { page } = await open('light');
    const marks = await page.locator('svg[role=img]').first().locator('[data-x]').all();
    const plotted = await Promise.all(
      marks.map(async (mark) => {
        const box = await mark.boundingBox();
        const [kbps, psnr] = [await mark.getAttribute('data-x'), await mark.getAttribute('data-y')];
        return { kbps: Number(kbps), point: `${kbps} ${psnr}`, left: (box?.x ?? 0) + (box?.width ?? 0) / 2 };
      }),
    );
    const rows = await page.locator('table.points tbody tr').all();
    const table = await Promise.all(
      rows.map(async (row) => ({
        point: `${await row.getAttribute('data-kbps')} ${await row.getAttribute('data-psnr-y')}`,
        shown: await row.locator('td').nth(4).textContent(),
      })),
    );
    expect(plotted).toHaveLength(12);
    expect(table.map(({ shown }) => shown).slice(0, 5)).toEqual(['28.000', '31.500', '35.000', '38.500', '∞']);
    const finite = table.filter(({ shown }) => shown !== '∞');
    expect(plotted.map(({ point }) => point).sort()).toEqual(finite.map(({ point }) => point).sort());
    const sorted = plotted.toSorted((x, y) => x.kbps - y.kbps);
    const [first, middle, last] = [sorted[0], sorted[5], sorted.at(-1)].map((each) => each ?? { kbps: 1, left: 0 });
    if (first === undefined || middle === undefined || last === undefined) throw new Error('nothing is plotted');
    const byTable = Math.log(middle.kbps / first.kbps) / Math.log(last.kbps / first.kbps);
    expect((middle.left - first.left) / (last.left - first.left)).toBeCloseTo(byTable, 2);
    await page.close();
  });

  it.each(['light', 'dark'] as const)(
    'is readable in %s: text stands out from the paper by 4.5 to 1',
    async (scheme) => {
      const { page } = await open(scheme);
      const style = (selector: string, property: string): Promise<string> =>
        page.evaluate(`getComputedStyle(document.querySelector('${selector}')).${property}`);
      const paper = await style('body', 'backgroundColor');
      const texts = [
        style('h1', 'color'),
        style('.soft', 'color'),
        style('svg[role=img] text', 'fill'),
        style('a', 'color'),
      ];
      for (const text of await Promise.all(texts)) expect(contrast(text, paper)).toBeGreaterThanOrEqual(4.5);
      await page.close();
    },
  );

  it('fits a phone: only tables scroll sideways', async () => {
    const { page } = await open('light', 360);
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(360);
    await page.close();
  });
});

/** WCAG contrast ratio of two `rgb(…)` colours. */
function contrast(a: string, b: string): number {
  const [light, dark] = [luminance(a), luminance(b)].sort((x, y) => y - x) as [number, number];
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [r, g, b] = (color.match(/\d+/g) ?? []).map((value) => {
    const share = Number(value) / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

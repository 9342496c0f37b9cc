import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleCodec, Lab, panningClip } from '@codecsmith/test-journeys';
import { connect } from '@nats-io/transport-node';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seriousFaults } from './accessibility.ts';
import { logIn, openBrowser, watch, type Misdeeds } from './browser.ts';

/** Far beyond what any machine needs, so that it never measures speed. */
const PATIENCE_MS = 120_000;
const QUALITIES = '20,40,60,80';
const EVALUATIONS = 7;
const SEARCH = [
  ...['--clip', 'pan', '--seed', '7', '--excerpt-frames', '1', '--quality', '20,40,60,80', '--sealed', 'none'],
  ...['--budget', `evaluations=${EVALUATIONS}`],
];

/** Fails at the fifth frame, with a message of its own. */
const FAILING = `
import numpy as np

def compress_video_frame(frame, frame_index, config):
    if frame_index == 4:
        raise ValueError('the fifth frame is too much')
    return np.ascontiguousarray(frame).tobytes()

def decompress_video_frame(packet, frame_index, config):
    return np.frombuffer(packet, dtype=np.uint8).reshape(config['height'], config['width'], 3)
`;

/** A page has its heading, and nothing on it is still being read. */
async function allRead(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page
    .getByText(/^Reading /)
    .first()
    .waitFor({ state: 'detached' });
}

describe('the dashboard', () => {
  let lab: Lab;
  let browser: Browser;
  let context: BrowserContext;
  let page: Page;
  let origin: string;
  let token: string;
  let misdeeds: Misdeeds;
  let completed: string;
  let crashed: string;

  beforeAll(async () => {
    lab = await Lab.up();
    origin = (await lab.description()).apiUrl;
    token = await lab.token();
    browser = await openBrowser();
    context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
    context.setDefaultTimeout(PATIENCE_MS);
    page = await context.newPage();
    misdeeds = watch(page, origin, token);
  });
  afterAll(async () => {
    await browser.close();
    await lab.down();
  });
  /** Every test leaves a clean console and stays within the lab's origin. */
  afterEach(() => expect(misdeeds).toEqual({ console: [], foreign: [], telling: [] }));

  const submit = async (file: string, ...more: string[]): Promise<string> =>
    (await lab.json<{ aggregateId: string }>(0, 'submit', file, '--clip', 'harbour', ...more)).aggregateId;
  const count = (selector: string) => page.locator(selector).count();

  it('lets nobody in without a token, and keeps the token out of addresses', async () => {
    await page.goto(`${origin}/experiments`);
    await page.getByLabel('Token').waitFor();
    expect(await count('table')).toBe(0);
    await logIn(page, origin, token);
    expect(page.url()).toBe(`${origin}/`);
    expect(await page.evaluate(() => JSON.stringify(localStorage))).toBe('{}');
  });

  it('fills plot, table and timeline while an experiment runs, without a reload', async () => {
    await page.goto(`${origin}/?clip=harbour`);
    await page.getByText('Nothing has been measured on this clip yet.').waitFor();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));

    completed = await submit(exampleCodec('intra_dct.py'), '--quality', QUALITIES);

    const link = page.getByTestId('rd-plot').locator(`a[*|href="/experiments/${completed}"]`);
    await link.first().waitFor();
    expect(await link.count()).toBe(QUALITIES.split(',').length);
    await page.getByTestId('best-plot').locator('svg').waitFor();
    await page.getByRole('link', { name: 'Experiments', exact: true }).click();
    await page
      .getByRole('row', { name: new RegExp(completed.slice(0, 12)) })
      .getByText('completed')
      .waitFor();
    await page
      .getByRole('row')
      .getByRole('link', { name: new RegExp(completed.slice(0, 12)) })
      .click();
    const timeline = page.getByTestId('timeline').getByRole('listitem');
    await timeline.filter({ hasText: 'ExperimentConcluded' }).waitFor();
    expect(await timeline.count()).toBe((await lab.history(completed)).length);
    await page.getByTestId('bd-table').waitFor();
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('goes back to an earlier state with the slider, and the address keeps it', async () => {
    await page.goto(`${origin}/experiments/${completed}`);
    const slider = page.getByRole('slider', { name: /State after fact/ });
    await slider.focus();
    await slider.press('Home');
    await page.getByText('as it was then').waitFor();
    await page.locator('.head .badge', { hasText: 'drafting' }).waitFor();
    expect(new URL(page.url()).searchParams.get('at')).toBe(String((await lab.history(completed))[0]?.position));
    await page.reload();
    await page.locator('.head .badge', { hasText: 'drafting' }).waitFor();
    expect(await page.getByTestId('bd-table').count()).toBe(0);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await page.locator('.head .badge', { hasText: 'completed' }).waitFor();
  });

  it('shows both pictures of a frame, and their difference', async () => {
    await page.goto(`${origin}/experiments/${completed}?frame=3&quality=20`);
    const loaded = (alt: string) =>
      page.getByAltText(alt).evaluate(async (image: HTMLImageElement) => {
        await image.decode();
        return [image.naturalWidth, image.naturalHeight];
      });
    const size = await loaded('Source of frame 3');
    expect(size[0]).toBeGreaterThan(0);
    expect(await loaded('Reconstruction of frame 3')).toEqual(size);
    await page.getByRole('combobox', { name: 'View' }).selectOption('difference');
    expect(await loaded('Difference at frame 3')).toEqual(size);
    await page.reload();
    expect(await loaded('Difference at frame 3')).toEqual(size);
  });

  it('says why an experiment failed', async () => {
    const file = join(lab.home, 'failing.py');
    await writeFile(file, FAILING);
    crashed = await submit(file, '--quality', '50');
    await page.goto(`${origin}/experiments/${crashed}`);
    const cause = page.getByTestId('cause');
    await cause.waitFor();
    expect(await cause.textContent()).toContain('the fifth frame is too much');
    expect(await cause.textContent()).toContain('frame 4');
    expect(await page.getByTestId('rd-plot').count()).toBe(0);
  });

  it('keeps filter, order and selection through a reload', async () => {
    await page.goto(`${origin}/experiments`);
    await page.getByLabel('Outcome').selectOption('crashed');
    const rows = page.locator('tbody tr');
    await rows.filter({ hasText: crashed.slice(0, 12) }).waitFor();
    await page.getByRole('button', { name: /Requested/ }).click();
    await page.waitForURL(/order=asc/);
    await page.reload();
    await rows.filter({ hasText: crashed.slice(0, 12) }).waitFor();
    expect(await rows.count()).toBe(1);
    expect(await page.getByLabel('Outcome').inputValue()).toBe('crashed');
    expect(await page.locator('th[aria-sort=ascending]').textContent()).toContain('Requested');
  });

  it('fills campaign page, plot and table while a campaign runs, without a reload', async () => {
    await page.goto(`${origin}/campaigns`);
    await page.getByText('No experiment belongs to a campaign yet.').waitFor();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const clip = join(lab.home, 'pan.y4m');
    await writeFile(clip, panningClip(96, 64, 4));
    await lab.json(0, 'clip', 'add', clip, '--name', 'pan');
    await lab.json(0, 'campaign', 'start', ...SEARCH, '--id', 'seen');
    const client = await lab.client();

    await page.getByRole('rowheader', { name: 'seen' }).getByRole('link').click();
    await page.getByText('stopped', { exact: true }).waitFor();
    const { proposals, spent } = await client.campaign('seen');
    const rows = page.getByRole('group', { name: 'Proposals' }).locator('tbody tr');
    await rows.nth(proposals.length - 1).waitFor();
    expect(await rows.count()).toBe(proposals.length);
    expect((await rows.locator('td.wrap').allTextContents()).filter((why) => why === '')).toEqual([]);
    const lineage = page.getByTestId('lineage').locator('svg a');
    await lineage.nth(proposals.length - 1).waitFor();
    expect(await lineage.count()).toBe(proposals.length);
    expect(await page.getByRole('group', { name: 'Islands' }).locator('tbody tr').count()).toBeGreaterThan(0);
    await page.getByText(`${spent.evaluations} of ${EVALUATIONS}`).waitFor();
    await page.getByTestId('best-plot').locator('svg').waitFor();
    await page.locator('main').getByRole('link', { name: 'Overview' }).click();
    await page.getByTestId('rd-plot').locator('svg a').first().waitFor();
    expect(new URL(page.url()).searchParams.get('campaign')).toBe('seen');
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('compares what was picked in the list, and a link to it shows the same', async () => {
    await lab.ended(await submit(exampleCodec('wavelet.py'), '--quality', '20,40'));
    await page.goto(`${origin}/experiments?outcome=completed`);
    const picks = page.getByRole('checkbox', { name: /^Pick / });
    await picks.nth(1).check();
    await picks.nth(0).check();
    await page.getByRole('button', { name: 'Compare 2 selected' }).click();
    const heads = page.getByRole('group', { name: 'Side by side' }).getByRole('columnheader');
    await heads.nth(2).waitFor();
    const shown = await heads.allTextContents();
    await page.getByTestId('rd-plot').locator('svg').waitFor();
    await page.reload();
    await heads.nth(2).waitFor();
    expect(await heads.allTextContents()).toEqual(shown);
  });

  it('sorts by a measure of one clip at one quality, and keeps that through a reload', async () => {
    await page.goto(`${origin}/experiments?clip=harbour&quality=20`);
    await page.getByRole('button', { name: /kbit/ }).click();
    await page.getByRole('button', { name: /kbit/ }).click();
    await page.waitForURL(/sort=kbps.*order=asc|order=asc.*sort=kbps/);
    await page.reload();
    const cells = page.locator('tbody tr td.number:nth-of-type(6)');
    await cells.first().waitFor();
    const rates = (await cells.allTextContents()).map(Number);
    expect(rates.length).toBeGreaterThan(1);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });

  it('proves an experiment again when asked to', async () => {
    await page.goto(`${origin}/experiments/${completed}`);
    await page.getByRole('button', { name: 'Verify again' }).click();
    const timeline = page.getByTestId('timeline').getByRole('listitem');
    await timeline.filter({ hasText: 'VerificationPassed' }).waitFor();
  });

  it('shows what is in quarantine, and drops it', async () => {
    const bus = await connect(await lab.natsOptions());
    bus.publish('lab.v1.cmd.experiment.request', 'this is no JSON');
    await bus.drain();
    await page.goto(`${origin}/health`);
    const card = page.getByTestId('quarantine');
    await card.getByText('not UTF-8 JSON').waitFor();
    await card.getByRole('button', { name: 'Drop' }).click();
    await card.getByText('Empty: everything was handled.').waitFor();
  });

  it('fits a phone: every page is reached by its link, and none is wider than the screen', async () => {
    await page.setViewportSize({ width: 390, height: 844 });
    await page.goto(origin);
    for (const name of ['Experiments', 'Campaigns', 'Health', 'Overview']) {
      await page.getByRole('navigation').getByRole('link', { name }).click();
      await page.getByRole('heading', { name, level: 1 }).waitFor();
      await allRead(page);
      expect([name, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([name, 390]);
    }
    for (const path of [`/experiments/${completed}`, '/campaigns/seen']) {
      await page.goto(origin + path);
      await allRead(page);
      expect([path, await page.evaluate(() => document.documentElement.scrollWidth)]).toEqual([path, 390]);
    }
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  it('wrote the token into no log', async () => {
    const folder = join(lab.home, 'logs');
    const logs = await readdir(folder);
    expect(logs).toContain('api.log');
    for (const name of logs) {
      expect({ name, told: (await readFile(join(folder, name), 'utf8')).includes(token) }).toEqual({
        name,
        told: false,
      });
    }
  });

  it('has no serious accessibility fault on any page, in light and in dark', async () => {
    const pages = [
      '/',
      '/experiments',
      `/experiments/${completed}`,
      `/experiments/${crashed}`,
      '/campaigns',
      '/campaigns/seen',
      `/compare?ids=${completed},${crashed}`,
      '/health',
    ];
    const faults: Record<string, string[]> = {};
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      for (const path of pages) {
        await page.goto(origin + path);
        await allRead(page);
        const found = await seriousFaults(page);
        if (found.length > 0) faults[`${colorScheme} ${path}`] = found;
      }
    }
    expect(faults).toEqual({});
  });
});

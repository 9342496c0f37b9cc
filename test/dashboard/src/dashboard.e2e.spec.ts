import { createHash } from 'node:crypto';
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { exampleCodec, Lab, panningClip } from '@codecsmith/test-journeys';
import { startLlmStandIn, STAND_IN_KEY, type LlmStandIn } from '@codecsmith/test-llm-stand-in';
import { CURVE_METRICS, METRICS, metricTitle } from '@codecsmith/quality';
import { connect } from '@nats-io/transport-node';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { seriousFaults } from './accessibility.ts';
import { logIn, openBrowser, pixelsOf, watch, type Misdeeds } from './browser.ts';

/** Far beyond what any machine needs, so that it never measures speed. */
const PATIENCE_MS = 300_000;
const QUALITIES = '20,40,60,80';
/** Width and height of the clip that most experiments here are on. */
const HARBOUR = [161, 121];
/** Two seeds, two that are bred from them, and the best on the full rung. */
const EVALUATIONS = 5;
/** MS-SSIM has no value for pictures as small as these. */
const MEASURED_HERE = CURVE_METRICS.filter((name) => METRICS[name].source === 'ours' && name !== 'ms_ssim_y');
const WITHOUT_SEAL = ['--quality', '20,40,60,80', '--sealed', 'none'];
const SEARCH = [
  ...['--seed', '7', '--parameter', 'seeds=2', '--parameter', 'lag=2', '--excerpt-frames', '1'],
  ...['--excerpt-quality', '30,60', ...WITHOUT_SEAL, '--budget', `evaluations=${EVALUATIONS}`],
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

/** No Python: the sanitizer refuses it. */
const FORBIDDEN = 'def ; ';

/** A page has its heading, and nothing on it is still being read. */
async function allRead(page: Page): Promise<void> {
  await page.getByRole('heading', { level: 1 }).waitFor();
  await page
    .getByText(/^Reading /)
    .first()
    .waitFor({ state: 'detached' });
}

describe('the dashboard', () => {
  let model: LlmStandIn;
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
    model = await startLlmStandIn();
    const endpoint = { LAB_GENERATOR_OPENAI_BASE_URL: model.baseUrl, LAB_GENERATOR_OPENAI_KEY: STAND_IN_KEY };
    Object.assign(process.env, endpoint);
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
    await model.stop();
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
    expect(
      await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])),
    ).toBe('[{},{},""]');
    const tab = await context.newPage();
    await tab.goto(`${origin}/experiments`);
    await tab.getByRole('heading', { name: 'Experiments', level: 1 }).waitFor();
    await tab.close();
  });

  it('logs in by the link of `open`, once', async () => {
    const { url } = await lab.json<{ url: string }>(0, 'open');
    const own = await browser.newContext();
    const other = await own.newPage();
    await other.goto(url);
    await other.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
    expect(other.url()).toBe(`${origin}/`);
    await own.clearCookies();
    await other.goto(url);
    await other.getByText('this link was used, or is older than five minutes').waitFor();
    await own.close();
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

  it('shows both pictures of a frame, their difference, and the frame after it', async () => {
    await page.goto(`${origin}/experiments/${completed}?frame=3&quality=20`);
    const view = page.getByRole('combobox', { name: 'View' });
    const source = await pixelsOf(page, 'Source of frame 3');
    const pictures = [source, await pixelsOf(page, 'Reconstruction of frame 3')];
    await view.selectOption('difference');
    const difference = await pixelsOf(page, 'Difference at frame 3');
    await page.reload();
    expect(await pixelsOf(page, 'Difference at frame 3')).toEqual(difference);
    await view.selectOption('split');
    expect(await pixelsOf(page, 'Source of frame 3')).toEqual(source);
    await page.getByRole('slider', { name: /^Frame 3 of/ }).press('ArrowRight');
    pictures.push(
      difference,
      await pixelsOf(page, 'Source of frame 4'),
      await pixelsOf(page, 'Reconstruction of frame 4'),
    );

    expect(pictures.map(({ width, height }) => [width, height])).toEqual(pictures.map(() => HARBOUR));
    expect(new Set(pictures.map(({ digest }) => digest)).size).toBe(pictures.length);
  });

  it('decodes a JavaScript codec in the browser to the lab’s own bytes, and says that Python cannot be', async () => {
    const script = await submit(exampleCodec('intra_dct.js'), '--quality', '40');
    await lab.ended(script);
    await page.goto(`${origin}/experiments/${script}`);
    const card = page.getByRole('region', { name: 'Decode on this page' });
    await card.getByRole('button', { name: 'Decode here' }).click();
    await card.getByText('Equal to the lab’s own bytes').waitFor();
    await card.getByText(/frames a second/).waitFor();
    expect(await card.getByRole('img').count()).toBe(2);
    await page.goto(`${origin}/experiments/${completed}`);
    await card.getByText('it cannot be decoded on a page').waitFor();
    expect(await card.getByRole('button').count()).toBe(0);
  });

  it('says why an experiment failed', async () => {
    const file = join(lab.home, 'failing.py');
    await writeFile(file, FAILING);
    crashed = await submit(file, '--quality', '50');
    await page.goto(`${origin}/experiments/${crashed}`);
    const cause = page.getByTestId('cause');
    await cause.waitFor();
    await page.locator('.failing', { hasText: 'the fifth frame is too much' }).waitFor();
    expect(await cause.textContent()).toContain('the fifth frame is too much');
    expect(await cause.textContent()).toContain('frame 4');
    expect(await page.getByTestId('rd-plot').count()).toBe(0);
  });

  it('names an experiment, and finds it by a query that the address keeps', async () => {
    await page.goto(`${origin}/experiments/${completed}`);
    await page.getByRole('button', { name: 'Name and notes' }).click();
    await page.getByLabel('Name', { exact: true }).fill('plain blocks');
    await page.getByLabel('Tags, separated by blanks').fill('paper first');
    await page.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('heading', { name: 'plain blocks', level: 1 }).waitFor();
    await page.getByRole('button', { name: '☆ Star' }).click();
    await page.getByRole('button', { name: '★ Starred' }).waitFor();
    await page.getByRole('link', { name: 'Experiments', exact: true }).click();
    const query = page.getByRole('textbox', { name: 'Query', exact: true });
    await query.fill('score > much');
    await query.press('Enter');
    await page.getByText('score is compared with a number, not with "much" (character 9)').waitFor();
    await query.fill('tag:paper and starred and name ~ blocks');
    await query.press('Enter');
    await page.waitForURL(/where=tag/);
    await page.reload();
    const rows = page.locator('tbody tr');
    await rows.getByText('plain blocks').waitFor();
    expect(await rows.count()).toBe(1);
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
    await page.getByText('No campaign was started yet.').waitFor();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    const clip = join(lab.home, 'pan.y4m');
    await writeFile(clip, panningClip(96, 64, 4));
    await lab.json(0, 'clip', 'add', clip, '--name', 'pan');
    await lab.json(0, 'campaign', 'start', '--clip', 'pan', ...SEARCH, '--id', 'seen');
    const client = await lab.client();

    await page.getByRole('rowheader', { name: 'seen' }).getByRole('link').click();
    await page.getByText('stopped', { exact: true }).waitFor();
    const { proposals, spent, champion, progress } = await client.campaign('seen');
    const rows = page.getByRole('group', { name: 'Proposals' }).locator('tbody tr');
    await rows.nth(proposals.length - 1).waitFor();
    expect(await rows.count()).toBe(proposals.length);
    expect((await rows.locator('td.wrap').allTextContents()).filter((why) => why === '')).toEqual([]);
    const lineage = page.getByTestId('lineage').locator('svg a');
    await lineage.nth(proposals.length - 1).waitFor();
    expect(await lineage.count()).toBe(proposals.length);
    expect(await page.getByRole('group', { name: 'Islands' }).locator('tbody tr').count()).toBeGreaterThan(0);
    await page.getByText(`${spent.evaluations} of ${EVALUATIONS}`).waitFor();
    expect(champion).not.toBeNull();
    await page.getByText('no clip is sealed').waitFor();
    const crowned = page.getByTestId('best-plot').locator('svg a');
    await crowned.nth(progress.length - 1).waitFor();
    expect(await crowned.last().getAttribute('href')).toBe(`/experiments/${champion?.experimentId}`);
    await page.locator('main').getByRole('link', { name: 'Overview' }).click();
    await page.getByTestId('rd-plot').locator('svg a').first().waitFor();
    expect(new URL(page.url()).searchParams.get('campaign')).toBe('seen');
    await page.getByText(`${spent.evaluations} of ${EVALUATIONS}`).waitFor();
    expect(await page.evaluate(() => 'sameDocument' in window)).toBe(true);
  });

  it('shows a parent beside its child against each anchor', async () => {
    const client = await lab.client();
    const code = await readFile(exampleCodec('wavelet.py'));
    const digest = createHash('sha256').update(code).digest('hex');
    await client.putArtifact(digest, new Blob([code]));
    const { aggregateId: child } = await client.requestExperiment({
      source: { kind: 'submitted', code: { digest, sizeBytes: code.length }, fileName: 'wavelet.py' },
      clips: ['harbour'],
      qualities: QUALITIES.split(',').map(Number),
      parents: [completed],
    });
    await lab.ended(child);
    const { bdRate } = await client.experiment(child);
    const anchors = new Set(bdRate.map(({ anchor, mode }) => `${anchor} ${mode}`));
    await page.goto(`${origin}/experiments/${child}`);
    const rows = page.getByTestId('bd-table').locator('tbody tr');
    const ofParent = rows.filter({ has: page.locator(`a[href="/experiments/${completed}"]`) });
    await ofParent.first().waitFor();
    const heads = (await ofParent.getByRole('rowheader').allTextContents()).toSorted();
    expect(heads).toEqual([...anchors].toSorted());
    expect(await rows.filter({ hasText: 'candidate' }).count()).toBe(anchors.size);
    expect(await ofParent.locator('td.better, td.worse').count()).toBeGreaterThan(0);
  });

  it('shows a campaign that stopped before its first experiment, with the reason', async () => {
    const clip = join(lab.home, 'gone.y4m');
    await writeFile(clip, panningClip(96, 64, 4, 11));
    await lab.json(0, 'clip', 'add', clip, '--name', 'gone');
    const digest = (await (await lab.client()).clips()).find(({ name }) => name === 'gone')?.digest ?? '';
    await rm(join(lab.home, 'artifacts', digest.slice(0, 2), digest.slice(2)));
    await lab.json(0, 'campaign', 'start', '--clip', 'gone', ...SEARCH, '--id', 'barren');
    await page.goto(`${origin}/campaigns`);
    const row = page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: 'barren' }) });
    await row.getByText('stopped', { exact: true }).waitFor();
    const reason = (await (await lab.client()).campaign('barren')).reason ?? '';
    expect(reason).toContain(digest);
    await row.getByText(reason).waitFor();
    await row.getByRole('link', { name: 'barren' }).click();
    await page.getByText(reason).waitFor();
    await page.getByText('It has no experiments.').waitFor();
  });

  it('shows what a model was told and said for a proposal, and what that cost', async () => {
    const search = ['--clip', 'pan', ...WITHOUT_SEAL, '--budget', 'evaluations=1'];
    const asked = ['--provider', 'openai', '--model', 'refusing', '--price', '0.4/0.4', '--id', 'told'];
    await lab.json(1, 'campaign', 'start', ...search, ...asked, '--wait');
    await page.goto(`${origin}/campaigns/told`);
    const proposals = page.getByRole('group', { name: 'Proposals' });
    await proposals.getByText('Prompt', { exact: true }).click();
    await proposals.getByLabel('Prompt').getByText('compress_video_frame').waitFor();
    await proposals.getByText('Reply', { exact: true }).click();
    await proposals.getByLabel('Reply').getByText("I can't help with that").waitFor();
    const [bill] = await page.getByRole('group', { name: 'Spend by model' }).locator('tbody tr').allTextContents();
    expect(bill).toMatch(/^refusing1\d+0\.\d{4}$/);
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
    for (const metric of MEASURED_HERE) {
      await page.getByLabel('Metric').selectOption(metric);
      await page
        .getByTestId('rd-plot')
        .getByText(`↑ ${metricTitle(metric)}`)
        .waitFor();
    }
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
    const cells = page.locator('tbody tr td[data-column=kbps]');
    await cells.first().waitFor();
    const rates = (await cells.allTextContents()).map(Number);
    expect(rates.length).toBeGreaterThan(1);
    expect(rates).toEqual(rates.toSorted((a, b) => a - b));
  });

  it('answers first whether the anchor is beaten, by the champion beside its BD-rates', async () => {
    await page.goto(`${origin}/?clip=harbour`);
    const { progress, experiment } = await lab.client().then(async (client) => {
      const { best } = await client.progress();
      const last = best.at(-1);
      return { progress: last, experiment: await client.experiment(last?.experimentId ?? '') };
    });
    const { anchor, mode } = experiment.scoredAgainst ?? { anchor: '', mode: '' };
    const search = await page.getByTestId('answer').textContent();
    expect(search).toMatch(new RegExp(`(fewer|more) bits than .* at equal quality|Level with ${anchor} ${mode}`));
    expect(progress).toBeDefined();
    await page.getByRole('heading', { name: 'Are we winning?' }).waitFor();
  });

  it('submits from the editor, with the sanitizer’s words while it is written', async () => {
    await page.goto(`${origin}/submit`);
    const reading = page.getByTestId('reading');
    await reading.getByText('It may run').waitFor();
    const source = page.getByLabel('Source of the codec');
    await source.press('Control+Home');
    // As one input, so that no completion takes a key.
    await page.keyboard.insertText(FORBIDDEN);
    await reading.getByText(/to mend/).waitFor();
    expect(await page.getByRole('button', { name: 'Submit', exact: true }).isDisabled()).toBe(true);
    await source.press('Control+Home');
    for (const _ of FORBIDDEN) await source.press('Delete');
    await reading.getByText('It may run').waitFor();
    await page.getByLabel('Name', { exact: true }).fill('from the page');
    await page.getByLabel('Qualities').fill('40');
    await page.getByRole('button', { name: 'Submit', exact: true }).click();
    await page.getByRole('heading', { name: 'from the page', level: 1 }).waitFor();
    await page.getByTestId('timeline').getByText('CandidateCleared').waitFor();
  });

  it('uploads a film and lists it', async () => {
    await page.goto(`${origin}/clips`);
    const buffer = Buffer.from(panningClip(96, 64, 4, 3));
    await page.getByLabel('Video file').setInputFiles({ name: 'my film.y4m', mimeType: 'video/x-y4m', buffer });
    await page.getByRole('button', { name: 'Upload' }).click();
    await page.getByRole('rowheader', { name: 'my_film' }).waitFor();
    await page.getByText(/my_film: 96×64, 4 frames/).waitFor();
  });

  it('saves tables and figures as files', async () => {
    await page.goto(`${origin}/experiments/${completed}`);
    const saved = async (name: string): Promise<Buffer> => {
      const [download] = await Promise.all([
        page.waitForEvent('download'),
        page.getByRole('button', { name, exact: true }).click(),
      ]);
      return readFile(await download.path());
    };
    const csv = String(await saved('Download Runs as CSV')).split('\r\n');
    expect(csv[0]).toMatch(/^clip,quality,bytes,kbit\/s,/);
    expect(csv).toHaveLength(1 + QUALITIES.split(',').length + 1);
    expect(JSON.parse(String(await saved('Download Runs as JSON')))).toHaveLength(QUALITIES.split(',').length);
    expect(String((await saved('Download Runs as Parquet')).subarray(0, 4))).toBe('PAR1');
    const figure = 'Download Rate-distortion curves on the clip harbour as';
    expect(String(await saved(`${figure} SVG`))).not.toContain('var(--');
    expect((await saved(`${figure} PNG`)).subarray(1, 4).toString()).toBe('PNG');
  });

  it('shares a page by a link that lets anybody look, and change nothing', async () => {
    await page.goto(`${origin}/experiments/${completed}`);
    await page.getByRole('button', { name: 'Share' }).click();
    const url = await page.getByLabel('Good for 7 days, to look only').inputValue();
    const own = await browser.newContext();
    const guest = await own.newPage();
    const seen = watch(guest, origin, token);
    await guest.goto(url);
    await guest.getByTestId('timeline').waitFor();
    expect(guest.url()).toBe(`${origin}/experiments/${completed}`);
    expect(await guest.getByRole('button', { name: /Verify|Run again/ }).count()).toBe(0);
    await own.close();
    expect(seen).toEqual({ console: [], foreign: [], telling: [] });
  });

  it('forks a campaign from its page', async () => {
    await page.goto(`${origin}/campaigns/seen`);
    const fork = page.getByRole('form', { name: 'Fork' });
    await fork.getByLabel('Evaluations').fill('1');
    await fork.getByRole('button', { name: 'Fork' }).click();
    await page.waitForURL(/campaigns\/campaign-/);
    await page.getByText('stopped', { exact: true }).waitFor();
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

  it('asks for nothing that a viewer may not see', async () => {
    const { token: looking } = await (await lab.client()).issueToken('onlooker', 'viewer');
    const own = await context.browser()?.newContext();
    const other = await own?.newPage();
    if (own === undefined || other === undefined) throw new Error('the browser is gone');
    const seen = watch(other, origin, looking);
    await logIn(other, origin, looking);
    await other.goto(`${origin}/experiments/${completed}`);
    await other.getByTestId('timeline').waitFor();
    await allRead(other);
    const buttons = await other.locator('main').getByRole('button').allTextContents();
    expect(buttons.filter((name) => /Verify|Run again|Cancel|\bStar\b|Name and notes/.test(name))).toEqual([]);
    await other.getByRole('link', { name: 'Health' }).click();
    await other.getByTestId('quarantine').getByText('Empty: everything was handled.').waitFor();
    await allRead(other);
    await own.close();
    expect(seen).toEqual({ console: [], foreign: [], telling: [] });
  });

  it('says when it is cut off, and then shows what happened meanwhile', async () => {
    const other = await context.newPage();
    await other.route('**/api/events*', (route) => route.abort());
    await other.goto(origin);
    await other.getByRole('link', { name: 'Experiments', exact: true }).click();
    await other.getByRole('row').nth(1).waitFor();
    await other.getByText('connection lost, trying again').waitFor();
    const meanwhile = await submit(exampleCodec('lossless.py'), '--quality', '20');
    await lab.ended(meanwhile);
    const row = other.getByRole('row', { name: new RegExp(meanwhile.slice(0, 12)) });
    expect(await row.count()).toBe(0);
    await other.unroute('**/api/events*');
    await row.getByText('completed').waitFor();
    await other.getByText(/^live/).waitFor();
    await other.close();
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
      '/submit',
      '/clips',
      '/campaigns/new',
    ];
    const faults: Record<string, string[]> = {};
    for (const path of pages) {
      await page.emulateMedia({ colorScheme: 'light' });
      await page.goto(origin + path);
      await allRead(page);
      const light = await seriousFaults(page);
      // The same page in other colours: nothing else can differ.
      await page.emulateMedia({ colorScheme: 'dark' });
      const dark = await seriousFaults(page, ['color-contrast']);
      if (light.length + dark.length > 0) faults[path] = [...light, ...dark.map((fault) => `dark: ${fault}`)];
    }
    expect(faults).toEqual({});
  });
});

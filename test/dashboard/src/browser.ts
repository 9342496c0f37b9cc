import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chromium, type Browser, type Page } from 'playwright-core';

/** Where Debian puts it. */
const CHROMIUM = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

const QUIET = [
  '--headless',
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium with an empty profile that asks for nothing on its own. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = CHROMIUM.find((path) => existsSync(path));
  if (executablePath === undefined) throw new Error(`no Chromium at ${CHROMIUM.join(', ')}`);
  return chromium.launch({ executablePath, args: QUIET });
}

/** What a page did that nobody should see. */
export interface Misdeeds {
  readonly console: string[];
  readonly foreign: string[];
  /** Addresses that hold the token. */
  readonly telling: string[];
}

/** Notes errors on the console, requests to any other origin, and addresses with the token in them. */
export function watch(page: Page, origin: string, token: string): Misdeeds {
  const misdeeds: Misdeeds = { console: [], foreign: [], telling: [] };
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) misdeeds.console.push(message.text());
  });
  page.on('pageerror', (error) => misdeeds.console.push(error.message));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (request.url().includes(token)) misdeeds.telling.push(request.url());
    if (url.protocol !== 'blob:' && url.protocol !== 'data:' && url.origin !== origin)
      misdeeds.foreign.push(request.url());
  });
  return misdeeds;
}

/** A picture on a page, once it is decoded. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  /** Of its samples. */
  readonly digest: string;
}

/** What the picture with the given description shows. */
export async function pixelsOf(page: Page, alt: string): Promise<Pixels> {
  const { width, height, png } = await page.getByAltText(alt).evaluate(async (image: HTMLImageElement) => {
    await image.decode();
    const canvas = document.createElement('canvas');
    [canvas.width, canvas.height] = [image.naturalWidth, image.naturalHeight];
    canvas.getContext('2d')?.drawImage(image, 0, 0);
    return { width: canvas.width, height: canvas.height, png: canvas.toDataURL() };
  });
  return { width, height, digest: createHash('sha256').update(png).digest('hex') };
}

/** Shows the token at the login page of the lab. */
export async function logIn(page: Page, apiUrl: string, token: string): Promise<void> {
  await page.goto(apiUrl);
  await page.getByLabel('Token').fill(token);
  await page.getByRole('button', { name: 'Enter' }).click();
  await page.getByRole('heading', { name: 'Overview', level: 1 }).waitFor();
}

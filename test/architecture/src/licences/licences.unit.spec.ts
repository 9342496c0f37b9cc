import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { licencesPage } from './licences.ts';

const ROOT = fileURLToPath(new URL('../../../..', import.meta.url));

/** Licences whose terms are met by shipping a package unchanged and naming it. */
const KNOWN = /^(0BSD|Apache-2\.0|BSD-[23]-Clause|BlueOak-1\.0\.0|ISC|LGPL-3\.0-or-later|MIT|Python-2\.0|Unlicense)$/;

describe('the page of licences', () => {
  const page = licencesPage(ROOT);

  it('is what the lockfile gives: npm run licences writes it', () => {
    expect(readFileSync(`${ROOT}docs/licences.md`, 'utf8')).toBe(page);
  });

  it('holds known licences only, and a notice for those under the LGPL', () => {
    const summary = page.slice(page.indexOf('| licence | packages |')).split('\n\n')[0]?.split('\n').slice(2) ?? [];
    const licences = summary.flatMap((row) => row.split('|')[1]?.trim().split(' AND ') ?? []);
    expect(licences.filter((licence) => !KNOWN.test(licence))).toEqual([]);
    expect(page).toContain('| @img/sharp-libvips-linux-x64 |');
    expect(page).toContain('https://github.com/lovell/sharp-libvips');
  });
});

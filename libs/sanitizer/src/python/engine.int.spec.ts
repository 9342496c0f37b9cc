import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { GALLERY } from '@codecsmith/codec';
import { loadEngines } from '../wasm/load-wasm.ts';
import { createSanitizer } from '../index.ts';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;
const sources = GALLERY.filter(({ language }) => language === 'python').map(({ path }) =>
  readFileSync(new URL(`../../../../${path}`, import.meta.url), 'utf8'),
);

it('reads one file after the other while garbage is collected', async () => {
  const sanitizer = await createSanitizer(loadEngines());
  for (const source of [...sources, ...sources]) {
    expect(sanitizer.sanitize(source, { language: 'python' })).toMatchObject({ cleared: true });
    collectGarbage();
    await sleep(1); // what was collected is finalised between turns
  }
});

/** A lab of sample services on real servers; run as a program it is the lab that a test kills. */
import { constants } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@codecsmith/platform';
import { openLab } from '../lab.ts';
import type { Service } from '../services.ts';

const SAMPLE = fileURLToPath(new URL('sample-service.mjs', import.meta.url));

/** Puts the programs of the sample services into a home. */
export async function prepareScripts(home: string): Promise<(name: string) => string> {
  const scripts = join(home, 'scripts');
  await mkdir(scripts, { recursive: true });
  const pathOf = (name: string) => join(scripts, `${name}.mjs`);
  for (const name of ['ledger', 'api', 'executor']) {
    // On a full disk those that are there already do.
    await copyFile(SAMPLE, pathOf(name), constants.COPYFILE_EXCL).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'EEXIST') throw error;
    });
  }
  return pathOf;
}

export async function openSampleLab(home: string) {
  const pathOf = await prepareScripts(home);
  const service = (name: string, ...secrets: Service['secrets']): Service => ({ name, script: pathOf(name), secrets });
  return openLab({
    home,
    variables: { PATH: process.env['PATH'] },
    ledger: service('ledger', 'LAB_LEDGER_DATABASE_URL'),
    services: [service('api', 'LAB_API_DATABASE_URL'), service('executor')],
    logger: createLogger({ name: 'lab', level: 'silent' }),
    liveness: { everyMs: 200, silenceMs: 400 },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ready } = await openSampleLab(process.argv[2] ?? '');
  await ready;
  console.log('ready');
}

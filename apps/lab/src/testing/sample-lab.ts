/** A lab of sample services on real servers; run as a program it is the lab that a test kills. */
import { copyFile, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createLogger } from '@codecsmith/platform';
import { openLab } from '../lab.ts';
import type { Service } from '../services.ts';

const SAMPLE = fileURLToPath(new URL('sample-service.mjs', import.meta.url));

export async function openSampleLab(home: string) {
  const scripts = join(home, 'scripts');
  await mkdir(scripts, { recursive: true });
  const service = async (name: string, ...secrets: Service['secrets']): Promise<Service> => {
    const script = join(scripts, `${name}.mjs`);
    await copyFile(SAMPLE, script);
    return { name, script, secrets };
  };
  return openLab({
    home,
    variables: { PATH: process.env['PATH'] },
    ledger: await service('ledger', 'LAB_LEDGER_DATABASE_URL'),
    services: [await service('api', 'LAB_API_DATABASE_URL'), await service('executor')],
    logger: createLogger({ name: 'lab', level: 'silent' }),
    liveness: { everyMs: 200, limit: 2 },
  });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { ready } = await openSampleLab(process.argv[2] ?? '');
  await ready;
  console.log('ready');
}

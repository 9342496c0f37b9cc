import 'reflect-metadata';
import { randomBytes } from 'node:crypto';
import { availableParallelism, hostname } from 'node:os';
import { join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { HttpArtifactStore } from '@codecsmith/artifacts';
import { connectBus, ReactorHost } from '@codecsmith/bus';
import { codeckitJavaScriptPath, codeckitPath } from '@codecsmith/codeckit';
import { openJail, openWorkFolder } from '@codecsmith/jail';
import { labLayout, nestLogger, readConfig, runService } from '@codecsmith/platform';
import { ExecutorModule } from './executor.module.ts';
import { fingerprint } from './machine/fingerprint.ts';
import { Fitness } from './machine/fitness.ts';
import { testMachine } from './machine/self-test.ts';
import { tryJail } from './machine/trial.ts';

/** One jail computes at a time while the frames of the next are converted; beyond this, add executors. */
const MOST_SLOTS_BY_ITSELF = 8;
const slotsOfMachine = (): number =>
  Math.max(1, Math.min(MOST_SLOTS_BY_ITSELF, Math.floor(availableParallelism() / 2)));
/** Both sides of a run find a guest waiting. */
const WARM_GUESTS_PER_SLOT = 2;

await runService('executor', async ({ logger }) => {
  const config = readConfig([
    ...(['LAB_HOME', 'LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD', 'LAB_API_URL', 'LAB_API_TOKEN'] as const),
    ...(['LAB_EXECUTOR_NAME', 'LAB_EXECUTOR_SLOTS', 'LAB_EXECUTOR_LANES'] as const),
    ...(['LAB_EXECUTOR_TIER', 'LAB_EXECUTOR_ALLOW_UNSAFE'] as const),
  ]);
  const slots = config.LAB_EXECUTOR_SLOTS || slotsOfMachine();
  const { guest } = labLayout(config.LAB_HOME);
  const name = config.LAB_EXECUTOR_NAME ?? hostname();
  // The process is part of it: after a restart the old lease must not be taken for ours.
  const instance = `${name}-${process.pid}-${randomBytes(3).toString('hex')}`;
  const workFolder = await openWorkFolder(guest);
  const jail = await openJail({
    home: guest,
    codeckit: { python: codeckitPath(), javascript: codeckitJavaScriptPath() },
    ...(config.LAB_EXECUTOR_TIER !== 'best' && { tier: config.LAB_EXECUTOR_TIER }),
    allowUnsafe: config.LAB_EXECUTOR_ALLOW_UNSAFE,
    warm: WARM_GUESTS_PER_SLOT * slots,
  });
  const environment = fingerprint(jail, await tryJail(jail, workFolder));
  logger.info({ instance, ...environment, missing: jail.machine.reasons }, 'the jail works');
  const nc = await connectBus({
    url: config.LAB_NATS_URL,
    name: instance,
    user: config.LAB_NATS_USER,
    password: config.LAB_NATS_PASSWORD,
  });
  const store = new HttpArtifactStore(config.LAB_API_URL, {
    token: config.LAB_API_TOKEN,
    cacheDir: join(guest, 'cache'),
  });
  const fitness = new Fitness({ log: logger, selfTest: () => testMachine({ store, jail, workFolder }) });
  const module = ExecutorModule.forRoot({
    ...{ nc, store, jail, workFolder, instance, environment, fitness, log: logger },
    lanes: config.LAB_EXECUTOR_LANES,
    slots,
  });
  const app = await NestFactory.createApplicationContext(module, { logger: nestLogger(logger) });
  return {
    readiness: () => fitness.trouble ?? app.get(ReactorHost).trouble,
    close: async () => {
      await app.close();
      await jail.close();
    },
  };
});

import { randomBytes } from 'node:crypto';
import { mkdir, rm } from 'node:fs/promises';
import { availableParallelism, hostname } from 'node:os';
import { HttpArtifactStore } from '@codecsmith/artifacts';
import { codeckitJavaScriptPath, codeckitPath } from '@codecsmith/codeckit';
import { DEFAULT_PYTHON, discoverClosure, openJail, openWorkFolder, type Jail } from '@codecsmith/jail';
import type { Lane } from '@codecsmith/kernel';
import { labLayout, readConfig, type Logger } from '@codecsmith/platform';
import type { OnApplicationShutdown } from '@nestjs/common';
import { checkTier, Gpus } from '../gpu/gpus.ts';
import { fingerprint } from './fingerprint.ts';
import { Fitness } from './fitness.ts';
import { kernelName } from './kernel-name.ts';
import { measuredJail } from './measured-jail.ts';
import { testMachine } from './self-test.ts';
import { tryGpu } from '../gpu/try-gpu.ts';
import { tryJail } from './trial.ts';

/** One jail computes at a time while the frames of the next are converted; beyond this, add executors. */
const MOST_SLOTS_BY_ITSELF = 8;
const slotsOfMachine = (): number =>
  Math.max(1, Math.min(MOST_SLOTS_BY_ITSELF, Math.floor(availableParallelism() / 2)));
/** Both sides of a run find a guest waiting. */
const WARM_GUESTS_PER_SLOT = 2;

/** Jails at a time, in the lane cpu. */
export const slots = (): number => readConfig(['LAB_EXECUTOR_SLOTS']).LAB_EXECUTOR_SLOTS || slotsOfMachine();

/** Attempts at a time: in the lane gpu one for each card, so that none waits here that another executor could begin. */
export const slotsOf = (lane: Lane): number => (lane === 'gpu' ? Gpus.find([lane]).all.length : slots());

/** Of a Python that the operator names, guests see what their packages load, and nothing beside it. */
async function sayWhatGuestsSee(python: string, logger: Logger): Promise<void> {
  if (python === DEFAULT_PYTHON) return;
  const { interpreter, folders, missing } = await discoverClosure(python, ['numpy', 'torch']);
  logger.info({ python, interpreter, folders, missing }, 'what guests see of LAB_JAIL_PYTHON');
}

/** What an executor runs candidates with. It holds no database credential: it talks to NATS and the api alone. */
export class Machine implements OnApplicationShutdown {
  private constructor(
    readonly store: HttpArtifactStore,
    readonly jail: Jail,
    /** Folder for the files of running attempts; one below it each. */
    readonly workFolder: string,
    /** Name of this very process: a restarted executor is another one. */
    readonly instance: string,
    /** Fingerprint of the machine, for the fact. */
    readonly environment: Readonly<Record<string, string | number | boolean | null>>,
    /** Whether this machine can work now. */
    readonly fitness: Fitness,
    /** Cards for the attempts of the lane gpu. */
    readonly gpus: Gpus,
  ) {}

  /** Opens the jail and sends one frame through it. @throws Error when the jail does not work here */
  static async open(logger: Logger): Promise<Machine> {
    const gpus = Gpus.find(readConfig(['LAB_EXECUTOR_LANES']).LAB_EXECUTOR_LANES);
    const config = readConfig([
      'LAB_HOME',
      'LAB_API_URL',
      'LAB_API_TOKEN',
      'LAB_EXECUTOR_NAME',
      'LAB_EXECUTOR_TIER',
      'LAB_EXECUTOR_ALLOW_UNSAFE',
      'LAB_EXECUTOR_CACHE_BYTES',
      'LAB_JAIL_PYTHON',
    ]);
    const { guest, executorCache } = labLayout(config.LAB_HOME);
    // The process is part of it: after a restart the old lease must not be taken for ours.
    const instance = `${config.LAB_EXECUTOR_NAME ?? hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`;
    const workFolder = await openWorkFolder(guest);
    await sayWhatGuestsSee(config.LAB_JAIL_PYTHON, logger);
    const jail = await openJail({
      home: guest,
      python: config.LAB_JAIL_PYTHON,
      codeckit: { python: codeckitPath(), javascript: codeckitJavaScriptPath() },
      ...(config.LAB_EXECUTOR_TIER !== 'best' && { tier: config.LAB_EXECUTOR_TIER }),
      allowUnsafe: config.LAB_EXECUTOR_ALLOW_UNSAFE,
      warm: WARM_GUESTS_PER_SLOT * slots(),
    });
    checkTier(gpus, jail.tier);
    const environment = {
      ...fingerprint(jail, await tryJail(jail, workFolder), await kernelName()),
      ...gpus.fingerprint,
      ...(await tryGpu(gpus, jail, { workFolder, python: config.LAB_JAIL_PYTHON })),
    };
    logger.info({ instance, ...environment, missing: jail.machine.reasons }, 'the jail works');
    const token = config.LAB_API_TOKEN;
    await mkdir(executorCache, { recursive: true, mode: 0o700 }); // no guest may read what others were given
    const store = new HttpArtifactStore(config.LAB_API_URL, {
      ...{ token, cacheDir: executorCache, maxCacheBytes: config.LAB_EXECUTOR_CACHE_BYTES },
    });
    const fitness = new Fitness({ log: logger, selfTest: () => testMachine({ store, jail, workFolder }) });
    return new Machine(store, measuredJail(jail), workFolder, instance, environment, fitness, gpus);
  }

  async onApplicationShutdown(): Promise<void> {
    await this.jail.close();
    await rm(this.workFolder, { recursive: true, force: true });
  }
}

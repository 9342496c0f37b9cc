import { ALREADY_RUNNING_EXIT, environmentVariables, readConfig, runService } from '@codecsmith/platform';
import { AlreadyRunning } from './home-lock.ts';
import { openLab } from './lab.ts';
import { LEDGER, SERVICES } from './services.ts';

/** Services get 10 s to close, the servers below them the rest. */
const SHUTDOWN_LIMIT_MS = 28_000;

await runService(
  'lab',
  async ({ logger }) => {
    const { LAB_HOME: home } = readConfig(['LAB_HOME']);
    const options = { home, variables: environmentVariables(), ledger: LEDGER, services: SERVICES, logger };
    const { lab, ready } = await openLab(options).catch((error: unknown) => {
      if (!(error instanceof AlreadyRunning)) throw error;
      logger.info(error.message);
      process.exit(ALREADY_RUNNING_EXIT);
    });
    void ready.then(() => logger.info({ apiUrl: lab.apiUrl, home }, 'ready'));
    return { close: () => lab.close(), readiness: () => lab.unhealthyReason() };
  },
  { shutdownLimitMs: SHUTDOWN_LIMIT_MS, outlivesErrors: true },
);

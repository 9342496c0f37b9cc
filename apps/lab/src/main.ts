import { environmentVariables, readConfig, runService } from '@codecsmith/platform';
import { openLab } from './lab.ts';
import { LEDGER, SERVICES } from './services.ts';

/** Services get 10 s to close, the servers below them the rest. */
const SHUTDOWN_LIMIT_MS = 28_000;

await runService(
  'lab',
  async ({ logger, stop }) => {
    const { LAB_HOME: home } = readConfig(['LAB_HOME']);
    const options = { home, variables: environmentVariables(), ledger: LEDGER, services: SERVICES, logger };
    const { lab, ready } = await openLab(options);
    ready.then(
      () => logger.info({ apiUrl: lab.apiUrl, home }, 'ready'),
      (err: unknown) => {
        logger.fatal({ err }, 'a part does not start');
        stop('a part does not start', 1);
      },
    );
    return { close: () => lab.close(), readiness: () => lab.trouble() };
  },
  { shutdownLimitMs: SHUTDOWN_LIMIT_MS },
);

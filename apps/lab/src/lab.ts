import { access, mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import {
  asRole,
  freePort,
  labLayout,
  makePrivate,
  makeTraversable,
  markOf,
  secretFile,
  type LabLayout,
  type Logger,
  type ProcessMark,
  type Variables,
} from '@codecsmith/platform';
import { Keeper, type Part, type Past } from './keeper.ts';
import { clearLeftovers, readLabFile, takeLock, writeLabFile, type LabDescription } from './lab-file.ts';
import { startServers, type Servers } from './servers.ts';
import { startService } from './service-process.ts';
import { variablesFor, type Service } from './services.ts';

export interface LabOptions {
  readonly home: string;
  readonly variables: Variables;
  readonly ledger: Service;
  readonly services: readonly Service[];
  readonly logger: Logger;
  /** How the ledger is watched: it is killed after `limit` silences in a row. */
  readonly liveness?: { readonly everyMs: number; readonly limit: number };
}

const LIVENESS = { everyMs: 5_000, limit: 3 } as const;
const ANSWER_LIMIT_MS = 5_000;
const LOOK_MS = 100;
/** A first start prepares the database; when the ledger takes longer, the others start without it and wait themselves. */
const LEDGER_LIMIT_MS = 60_000;

/** Everything that runs in a lab, kept running; what {@link openLab} gives. */
export class Lab {
  private readonly options: LabOptions;
  private readonly layout: LabLayout;
  private readonly keepers: Keeper[] = [];
  private description: LabDescription;
  private readonly unlock: () => Promise<void>;
  private isClosing = false;
  private writing: Promise<void> = Promise.resolve();

  constructor(options: LabOptions, layout: LabLayout, description: LabDescription, unlock: () => Promise<void>) {
    this.options = options;
    this.layout = layout;
    this.description = description;
    this.unlock = unlock;
  }

  get apiUrl(): string {
    return this.description.apiUrl;
  }

  /** Keeps the servers, then the ledger, then all others; resolves when the api takes work. */
  async run(servers: Servers, variables: Variables): Promise<void> {
    for (const part of servers.parts) await this.keep(part);
    const { ledger, services } = this.options;
    const ledgerPort = await freePort();
    await this.keep(this.servicePart(ledger, variables, ledgerPort));
    await this.waitFor(() => answersOk(`http://127.0.0.1:${ledgerPort}/health/ready`), LEDGER_LIMIT_MS);
    for (const service of services) {
      if (!this.isClosing) await this.keep(this.servicePart(service, variables, await freePort()));
    }
    await this.waitFor(async () => (await this.trouble()) === undefined, Infinity);
  }

  /** Why the lab takes no work now, or undefined: what its api says. */
  async trouble(): Promise<string | undefined> {
    const url = `${this.apiUrl}/health/ready`;
    return (await answersOk(url)) ? undefined : `${url} is not ok`;
  }

  /** Stops all in order: services, ledger, servers. Each has its own limit. */
  async close(): Promise<void> {
    this.isClosing = true;
    const isFirst = (name: string) => this.options.services.some((service) => service.name === name);
    await Promise.all(this.keepers.filter(({ name }) => isFirst(name)).map((keeper) => keeper.stop()));
    const rest = this.keepers.filter(({ name }) => !isFirst(name)).toReversed();
    for (const keeper of rest) await keeper.stop();
    await this.writing;
    await this.unlock();
  }

  private async keep(part: Part): Promise<void> {
    const keeper = new Keeper(part, {
      logger: this.options.logger,
      onRunning: (mark, past) => this.note(part, mark, past),
    });
    this.keepers.push(keeper);
    await keeper.start();
  }

  private servicePart(service: Service, variables: Variables, healthPort: number): Part {
    const isLive = () => answersOk(`http://127.0.0.1:${healthPort}/health/live`);
    const watched = { ...(this.options.liveness ?? LIVENESS), isLive };
    return {
      name: service.name,
      healthPort,
      ...(service === this.options.ledger ? { liveness: watched } : {}),
      launch: () =>
        startService({
          script: service.script,
          cwd: this.layout.home,
          variables: { ...variablesFor(service, variables), LAB_SERVICE_HEALTH_PORT: String(healthPort) },
          logFile: join(this.layout.logs, `${service.name}.log`),
        }),
    };
  }

  /** One write after the other, each with all that is known. */
  private note({ name, healthPort }: Part, { pid, startTicks }: ProcessMark, { ended, lastExit }: Past): Promise<void> {
    const process = {
      ...{ pid, startTicks, ended },
      ...(healthPort === undefined ? {} : { healthPort }),
      ...(lastExit === undefined ? {} : { lastExit: lastExit.signal ?? `exit ${lastExit.code}` }),
    };
    const processes = { ...this.description.processes, [name]: process };
    this.description = { ...this.description, processes };
    this.writing = this.writing.then(() => writeLabFile(this.layout.labFile, this.description));
    return this.writing;
  }

  private async waitFor(condition: () => Promise<boolean>, limitMs: number): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!this.isClosing && Date.now() < deadline && !(await condition())) await sleep(LOOK_MS);
  }
}

/**
 * Takes the home, clears what an earlier lab left, starts the servers and writes `lab.json`. The services start while the
 * caller goes on: `ready` resolves when the api takes work.
 *
 * @throws AlreadyRunning when a lab of this home runs
 */
export async function openLab(options: LabOptions): Promise<{ lab: Lab; ready: Promise<void> }> {
  const layout = labLayout(options.home);
  await checkBuilt([options.ledger, ...options.services]);
  await makeTraversable(layout.home);
  const own = (await markOf(process.pid)) ?? { pid: process.pid, startTicks: 0 };
  const unlock = await takeLock(layout.home);
  try {
    const earlier = await readLabFile(layout.labFile);
    const cleared = await clearLeftovers(earlier);
    if (cleared > 0) options.logger.warn({ cleared }, 'ended processes that an earlier lab left behind');
    await makeFolders(layout);
    const servers = await startServers(layout, options.variables);
    const description = await describe(servers, own, options.variables, earlier);
    const lab = new Lab(options, layout, description, unlock);
    const variables = await labVariables(options, layout, servers, description);
    return { lab, ready: lab.run(servers, variables) };
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function checkBuilt(services: readonly Service[]): Promise<void> {
  for (const { name, script } of services) {
    await access(script).catch((cause: unknown) => {
      throw new Error(`${name} is not built: ${script} is missing; run: npm run build`, { cause });
    });
  }
}

async function makeFolders(layout: LabLayout): Promise<void> {
  await makePrivate(layout.logs, undefined);
  await makePrivate(layout.artifacts, undefined);
  await secretFile(layout.tokenFile);
  await mkdir(layout.guest, { recursive: true, mode: 0o755 });
}

async function describe(
  servers: Servers,
  own: ProcessMark,
  variables: Variables,
  earlier: LabDescription | undefined,
): Promise<LabDescription> {
  const wanted = Number(variables['LAB_API_PORT'] ?? '0');
  const apiPort = wanted > 0 ? wanted : await freePort(earlier?.ports.api);
  const host = variables['LAB_API_HOST'] ?? '127.0.0.1';
  return {
    ...own,
    startedAt: new Date().toISOString(),
    ports: {
      api: apiPort,
      ...(servers.natsPort === undefined ? {} : { nats: servers.natsPort }),
      ...(servers.postgresPort === undefined ? {} : { postgres: servers.postgresPort }),
    },
    apiUrl: `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${apiPort}`,
    natsUrl: servers.natsUrl,
    processes: {},
  };
}

/** What the services are told; each then gets its share. */
async function labVariables(
  { home, variables }: LabOptions,
  layout: LabLayout,
  servers: Servers,
  { apiUrl, ports }: LabDescription,
): Promise<Variables> {
  const readerPassword = variables['LAB_LEDGER_READER_PASSWORD'] ?? (await secretFile(layout.readerPasswordFile));
  return {
    LAB_ARTIFACTS_DIR: layout.artifacts,
    LAB_API_TOKEN: await secretFile(layout.executorTokenFile),
    LAB_API_DATABASE_URL: asRole(servers.databaseUrl, 'lab_reader', readerPassword),
    ...variables,
    LAB_HOME: home,
    LAB_NATS_URL: servers.natsUrl,
    LAB_LEDGER_DATABASE_URL: servers.databaseUrl,
    LAB_LEDGER_READER_PASSWORD: readerPassword,
    LAB_API_URL: apiUrl,
    LAB_API_PORT: String(ports.api),
  };
}

async function answersOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(ANSWER_LIMIT_MS) }).then(
    (response) => response.ok,
    () => false,
  );
}

import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { asRole } from '@codecsmith/embedded';
import {
  freePort,
  labLayout,
  readConfig,
  readLabFile,
  untilDone,
  type LabDescription,
  type LabLayout,
  type Logger,
  type Variables,
} from '@codecsmith/platform';
import { apiUrl, describe, fixedApiPort } from './addresses.ts';
import { BusProbe } from './bus-probe.ts';
import { askHealth, healthUrl } from './health.ts';
import { clearLeftovers, takeLock } from './home-lock.ts';
import { checkHomeVersion, emptyFolder, prepareHome, type Made } from './home.ts';
import { ProcessSupervisor, type Part, type Running } from './process-supervisor.ts';
import { LabRecord } from './lab-record.ts';
import { LogRotation } from './log-files.ts';
import { checkServers, ownServers, serverPart, type ServerName } from './servers.ts';
import { startService } from './service-process.ts';
import { variablesFor, type Service } from './services.ts';

export interface LabOptions {
  readonly home: string;
  readonly variables: Variables;
  readonly ledger: Service;
  readonly services: readonly Service[];
  readonly logger: Logger;
  /** How the ledger is watched: it is killed when it could have answered and has been silent for so long. */
  readonly liveness?: { readonly everyMs: number; readonly silenceMs: number };
}

const LIVENESS = { everyMs: 5_000, silenceMs: 15_000 } as const;
const LOOK_MS = 100;
/** A first start prepares the database; when the ledger takes longer, the others start without it and wait themselves. */
const LEDGER_LIMIT_MS = 60_000;
const PREPARE_PAUSES_MS = [250, 1_000, 5_000] as const;
/** The service whose port is the lab's address. */
const API = 'api';

/** Everything that runs in a lab, kept running; what {@link openLab} gives. */
export class Lab {
  private readonly options: LabOptions;
  private readonly layout: LabLayout;
  private readonly record: LabRecord;
  private readonly logs: LogRotation;
  private readonly unlock: () => Promise<void>;
  private readonly closing = new AbortController();
  /** In order of need: each may need all before it. */
  private readonly supervisors: ProcessSupervisor[] = [];
  private readonly bus = new BusProbe();
  private databaseUrl: string;
  private made: Made = { labId: '', readerPassword: '', executorToken: '', busUsers: [] };

  constructor(options: LabOptions, layout: LabLayout, description: LabDescription, unlock: () => Promise<void>) {
    this.options = options;
    this.layout = layout;
    this.unlock = unlock;
    this.databaseUrl = givenDatabaseUrl(options.variables);
    this.logs = new LogRotation(layout, options.variables, options.logger);
    this.record = new LabRecord(layout, description, options.logger);
  }

  get apiUrl(): string {
    return this.record.description.apiUrl;
  }

  /** Keeps the servers, then the ledger, then all others; resolves when the api takes work, or at {@link close}. */
  async run(): Promise<void> {
    const { ledger, services, variables, logger } = this.options;
    const made = await untilDone(() => prepareHome(this.layout, variables), {
      pausesMs: PREPARE_PAUSES_MS,
      signal: this.closing.signal,
      onFailure: (err) => logger.error({ err, home: this.layout.home }, 'the home cannot be prepared; tried again'),
    });
    if (made === undefined) return;
    this.made = made;
    this.record.change({ labId: made.labId });
    const servers = ownServers(variables).map((name) => this.keep(this.serverPart(name)));
    await this.waitFor(() => servers.every((supervisor) => supervisor.ready));
    const writer = this.keep(this.servicePart(ledger));
    await this.waitFor(() => writer.ready, LEDGER_LIMIT_MS);
    for (const service of services) this.keep(this.servicePart(service));
    await this.waitFor(async () => (await this.unhealthyReason()) === undefined);
  }

  /** Why the lab takes no work now, or undefined: what its api says. */
  async unhealthyReason(): Promise<string | undefined> {
    const url = `${this.apiUrl}/health/ready`;
    const answer = await askHealth(url);
    if (answer === undefined) return `${url} does not answer`;
    if (!answer.ok) return `${url} is not ok`;
    return answer.lab === this.made.labId ? undefined : `another program answers at ${url}`;
  }

  /** Stops all in order: services, ledger, servers. Each has its own limit. */
  async close(): Promise<void> {
    this.closing.abort();
    this.logs.close();
    await this.bus.close();
    const isFirst = (name: string) => this.options.services.some((service) => service.name === name);
    await Promise.all(this.supervisors.filter(({ name }) => isFirst(name)).map((supervisor) => supervisor.stop()));
    const rest = this.supervisors.filter(({ name }) => !isFirst(name)).toReversed();
    for (const supervisor of rest) await supervisor.stop();
    await this.record.close();
    await this.unlock();
  }

  private keep(part: Part): ProcessSupervisor {
    const supervisor = new ProcessSupervisor(part, {
      logger: this.options.logger,
      onChange: (report) => this.record.note(part.name, report),
      // What failed while this was away is not to be blamed for it.
      onReady: () =>
        this.supervisors.slice(this.supervisors.indexOf(supervisor) + 1).forEach((later) => later.forgive()),
    });
    if (this.closing.signal.aborted) return supervisor;
    this.supervisors.push(supervisor);
    supervisor.start();
    return supervisor;
  }

  private serverPart(name: ServerName): Part {
    return serverPart(name, this.layout, {
      busHost: this.options.variables['LAB_BUS_HOST'] ?? '127.0.0.1',
      port: () => this.record.description.ports[name] ?? 0,
      isBusLive: () => this.isBusLive(),
      onStarted: (url, port) => {
        const known = name === 'nats' ? this.record.description.natsUrl : this.databaseUrl;
        if (name === 'postgres') this.databaseUrl = url;
        const ports = { ...this.record.description.ports, [name]: port };
        this.record.change({ ports, ...(name === 'nats' ? { natsUrl: url } : {}) });
        if (known !== url) this.renewServices();
      },
    });
  }

  private servicePart(service: Service): Part {
    const isLive = async ({ healthPort }: Running) => (await askHealth(healthUrl(healthPort, 'live')))?.ok === true;
    let healthPort: number | undefined;
    return {
      name: service.name,
      isReady: async (running) => (await askHealth(healthUrl(running.healthPort, 'ready')))?.ok === true,
      ...(service === this.options.ledger ? { liveness: { ...LIVENESS, ...this.options.liveness, isLive } } : {}),
      launch: async () => {
        healthPort = await freePort(healthPort);
        if (service.name === API) await this.placeApi();
        const logFile = join(this.layout.logs, `${service.name}.log`);
        const TMPDIR = await emptyFolder(join(this.layout.temporary, service.name));
        const variables = { ...variablesFor(service, this.variables()), ...this.busUser(service), TMPDIR };
        const logBytes = this.logs.limitBytes;
        const { script } = service;
        return startService({ script, cwd: this.layout.home, variables, logFile, logBytes, healthPort });
      },
    };
  }

  /** Gives the api another port when its own was taken meanwhile, unless a setting names that port. */
  private async placeApi(): Promise<void> {
    const { ports } = this.record.description;
    if (fixedApiPort(this.options.variables) !== undefined) return;
    const api = await freePort(ports.api);
    if (api === ports.api) return;
    this.options.logger.warn({ taken: ports.api, now: api }, 'the port of the api was taken; it gets another');
    this.record.change({ ports: { ...ports, api }, apiUrl: apiUrl(this.options.variables, api) });
    this.renewServices([API]);
  }

  /** Starts services anew with what has changed, all but those named. */
  private renewServices(except: readonly string[] = []): void {
    const { ledger, services } = this.options;
    const names = new Set([ledger, ...services].map(({ name }) => name));
    for (const supervisor of this.supervisors) {
      if (names.has(supervisor.name) && !except.includes(supervisor.name)) void supervisor.renew();
    }
  }

  /** What the services are told at this moment; each then gets its share. */
  private variables(): Variables {
    const { variables, home } = this.options;
    const { natsUrl, apiUrl: url, ports } = this.record.description;
    const unlessGiven = {
      LAB_ARTIFACTS_DIR: this.layout.artifacts,
      LAB_API_TOKEN: this.made.executorToken,
      LAB_API_DATABASE_URL: asRole(this.databaseUrl, 'lab_reader', this.made.readerPassword),
    };
    return {
      ...unlessGiven,
      ...variables,
      LAB_LEDGER_DATABASE_URL_FILE: undefined,
      LAB_HOME: home,
      LAB_NATS_URL: natsUrl,
      LAB_LEDGER_DATABASE_URL: this.databaseUrl,
      LAB_LEDGER_READER_PASSWORD: this.made.readerPassword,
      LAB_API_URL: url,
      LAB_API_PORT: String(ports.api),
      LAB_API_LAB_ID: this.made.labId,
    };
  }

  /** Asked as the ledger, which may ask everything. */
  private async isBusLive(): Promise<boolean> {
    const { LAB_NATS_USER: user, LAB_NATS_PASSWORD: password } = this.busUser(this.options.ledger);
    if (user === undefined || password === undefined) return true;
    return this.bus.isLive({ url: this.record.description.natsUrl, user, password });
  }

  /** Its user on the bus, unless a setting names one for all: then the server's permissions are its operator's affair. */
  private busUser({ name }: Service): Variables {
    const { variables } = this.options;
    const url = URL.parse(variables['LAB_NATS_URL'] ?? '');
    if ((variables['LAB_NATS_USER'] ?? '') !== '' || (url?.username ?? '') !== '') return {};
    const user = this.made.busUsers.find((one) => one.name === name);
    return user === undefined ? {} : { LAB_NATS_USER: user.name, LAB_NATS_PASSWORD: user.secret };
  }

  private async waitFor(condition: () => Promise<boolean> | boolean, limitMs = Infinity): Promise<void> {
    const deadline = Date.now() + limitMs;
    while (!this.closing.signal.aborted && Date.now() < deadline && !(await condition())) await sleep(LOOK_MS);
  }
}

/**
 * Takes the home and clears what an earlier lab left. Its parts start while the caller goes on: `ready` resolves when
 * the api takes work, and never rejects: what fails is tried again.
 *
 * @throws AlreadyRunning when a lab of this home runs
 * @throws Error when something is not built or not installed, or a newer program keeps its lab here
 */
export async function openLab(options: LabOptions): Promise<{ lab: Lab; ready: Promise<void> }> {
  const layout = labLayout(options.home);
  await checkHomeVersion(layout);
  await checkBuilt([options.ledger, ...options.services]);
  await checkServers(ownServers(options.variables));
  const unlock = await takeLock(layout.home);
  try {
    const earlier = await readLabFile(layout.labFile);
    const cleared = await clearLeftovers(earlier);
    if (cleared > 0) options.logger.warn({ cleared }, 'ended processes that an earlier lab left behind');
    const lab = new Lab(options, layout, await describe(options.variables, earlier), unlock);
    return { lab, ready: lab.run() };
  } catch (error) {
    await unlock();
    throw error;
  }
}

/** Of a database that is not the lab's own, else empty until that one runs. */
const givenDatabaseUrl = (variables: Variables): string =>
  ownServers(variables).includes('postgres')
    ? ''
    : readConfig(['LAB_LEDGER_DATABASE_URL'], variables).LAB_LEDGER_DATABASE_URL;

async function checkBuilt(services: readonly Service[]): Promise<void> {
  for (const { name, script } of services) {
    await access(script).catch((cause: unknown) => {
      throw new Error(`${name} is not built: ${script} is missing; run: npm run build`, { cause });
    });
  }
}

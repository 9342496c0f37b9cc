import { chown } from 'node:fs/promises';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { join } from 'node:path';
import { promisify } from 'node:util';
import semver from 'semver';
import { z } from 'zod';
import {
  endProcesses,
  folderBytes,
  freeBytes,
  onFreePort,
  processesIn,
  replaceFile,
  searchPath,
  signal,
} from '@codecsmith/platform';
import { checkReachable, makePrivate, makeTraversable, NATS_IDENTITY, whenRoot, type Identity } from './identity.ts';
import { ServerProcess, type Exit } from './server-process.ts';

export interface NatsOptions {
  /** Folder of this server: configuration, JetStream store, log. */
  readonly folder: string;
  /** False only in tests: JetStream then syncs to disk at its own pace on every version. */
  readonly durable?: boolean;
  /** Address to listen on; default: loopback. */
  readonly host?: string;
  /** The one to take if it is free; default: any. */
  readonly port?: number;
  /** The binary; default `nats-server` on PATH. */
  readonly binary?: string;
  /** The `authorization` block of its configuration; without one it takes everybody, as only tests may. */
  readonly authorization?: string;
}

export interface NatsServer {
  readonly url: string;
  readonly port: number;
  /** Such as `2.9.10`. */
  readonly version: string;
  readonly process: ServerProcess;
  readonly exited: Promise<Exit>;
  stop(): Promise<void>;
  kill9(): Promise<void>;
}

const CONFIGURATION = 'nats.conf';
/** Included by the configuration, so that a reload changes nothing else. */
const USERS = 'users.conf';
const STORE = 'store';
const OLDEST = '2.9.10';
/** From this version on it syncs to disk when it is asked to. */
const SYNCS_ALWAYS = '2.10.0';
const LOOPBACK = '127.0.0.1';
/** Its store is read first, one line of its log for each stream. */
const SILENCE_LIMIT_MS = 180_000;
const STOP_GRACE_MS = 10_000;

/** Starts a private nats-server with JetStream on loopback. */
export async function startNats(options: NatsOptions): Promise<NatsServer> {
  const { folder, durable = true, binary = 'nats-server', host = LOOPBACK } = options;
  const version = await natsVersion(binary);
  const identity = whenRoot(NATS_IDENTITY);
  await makeTraversable(folder);
  await checkReachable(folder, identity);
  const store = join(folder, STORE);
  await makePrivate(store, identity);
  await endProcesses(await processesIn(store), 'SIGTERM', STOP_GRACE_MS);
  const maxFileBytes = (await folderBytes(store)) + (await freeBytes(store));
  return onFreePort(options.port, async (port) => {
    const configuration = join(folder, CONFIGURATION);
    const { authorization } = options;
    if (authorization !== undefined) await writeFor(identity, join(folder, USERS), authorization);
    const hasUsers = authorization !== undefined;
    await writeFor(
      identity,
      configuration,
      natsConfiguration({ host, port, store, version, durable, maxFileBytes, hasUsers }),
    );
    const server = await ServerProcess.start({
      command: binary,
      args: ['--config', configuration],
      cwd: store,
      env: { PATH: searchPath() },
      identity,
      logFile: join(folder, 'server.log'),
      stopSignal: 'SIGTERM',
      stopGraceMs: STOP_GRACE_MS,
    });
    await server.orEnd(() => server.ready(() => probe(port, host), SILENCE_LIMIT_MS));
    return {
      url: `nats://${reachable(host)}:${port}`,
      port,
      version,
      process: server,
      exited: server.exited,
      stop: () => server.stop(),
      kill9: () => server.kill9(),
    };
  });
}

/**
 * Gives the server that runs on a folder other users; those who may stay keep their connection.
 *
 * @returns false when none runs there: the next start takes the users of its own options
 */
export async function changeNatsUsers(folder: string, authorization: string): Promise<boolean> {
  await writeFor(whenRoot(NATS_IDENTITY), join(folder, USERS), authorization);
  const servers = await processesIn(join(folder, STORE));
  for (const { pid } of servers) signal(pid, 'SIGHUP');
  return servers.length > 0;
}

/** Only the server's own user can read it. */
async function writeFor(identity: Identity | undefined, path: string, text: string): Promise<void> {
  await replaceFile(path, text, 0o600);
  if (identity) await chown(path, identity.uid, identity.gid);
}

/** Where this machine reaches a server that listens on an address. */
const reachable = (host: string): string => (host === '0.0.0.0' ? LOOPBACK : host);

/** @throws Error when {@link startNats} has no server that it could run */
export async function checkNats(): Promise<void> {
  await natsVersion('nats-server');
}

async function natsVersion(binary: string): Promise<string> {
  const { stdout } = await promisify(execFile)(binary, ['--version'], { timeout: 10_000 }).catch((cause: unknown) => {
    throw new Error(`cannot run ${binary}; install the package nats-server or set LAB_NATS_URL`, { cause });
  });
  const version = /v(\d+\.\d+\.\d+)/.exec(stdout)?.[1];
  if (version === undefined || semver.lt(version, OLDEST)) {
    throw new Error(`${binary} is "${stdout.trim()}"; allowed: nats-server ${OLDEST} or newer`);
  }
  return version;
}

interface Configuration {
  readonly host: string;
  readonly port: number;
  readonly store: string;
  readonly version: string;
  readonly durable: boolean;
  /** What its store holds, and what is free beside it. */
  readonly maxFileBytes: number;
  readonly hasUsers: boolean;
}

function natsConfiguration({ host, port, store, version, durable, maxFileBytes, hasUsers }: Configuration): string {
  // Before 2.10 the server refuses to start on a setting that it does not know.
  const sync = durable && semver.gte(version, SYNCS_ALWAYS) ? '  sync_interval: always\n' : '';
  return [
    `server_name: codecsmith`,
    `listen: "${host}:${port}"`,
    `jetstream {`,
    `  store_dir: ${JSON.stringify(store)}`,
    `  max_memory_store: 256MB`,
    // By default the server may keep three quarters of what is free at its start, its own store not counted.
    `  max_file_store: ${maxFileBytes}`,
    `${sync}}`,
    ...(hasUsers ? [`include "./${USERS}"`] : []),
    '',
  ].join('\n');
}

const infoSchema = z.object({ server_id: z.string(), jetstream: z.boolean().optional() });

/** Reads the INFO line that a NATS server opens every connection with; undefined while nobody listens. */
function probe(port: number, host: string): Promise<true | undefined> {
  return new Promise((resolve) => {
    const socket = connect({ host: reachable(host), port, timeout: 2_000 });
    const finish = (answer: true | undefined) => {
      socket.destroy();
      resolve(answer);
    };
    let text = '';
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      text += chunk;
      const line = /^INFO (\{.*\})\s*\r\n/.exec(text)?.[1];
      if (line === undefined) return;
      finish(infoSchema.safeParse(JSON.parse(line)).data?.jetstream === true ? true : undefined);
    });
    socket.on('timeout', () => finish(undefined));
    socket.on('error', () => finish(undefined));
    socket.on('close', () => resolve(undefined));
  });
}

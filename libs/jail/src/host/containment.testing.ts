import { createServer, type Server } from 'node:net';
import { existsSync, readdirSync, readFileSync, type Dirent } from 'node:fs';
import { once } from 'node:events';

export interface UidRange {
  readonly first: number;
  readonly last: number;
}

export interface SeenProcess {
  readonly pid: number;
  readonly parent: number;
  readonly name: string;
  readonly threads: number;
}

/** Processes that run under a range of uids. */
export function guestProcesses({ first, last }: UidRange): SeenProcess[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const field = (name: string): string => new RegExp(`^${name}:\\s+(\\S*)`, 'm').exec(status)?.[1] ?? '';
        const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
        if (!(uid >= first && uid <= last)) return []; // nearly all: what is read of them is paid for at every look
        const isGuest = field('State') !== 'Z';
        const numbers = { parent: Number(field('PPid')), threads: Number(field('Threads')) };
        return isGuest ? [{ pid: Number(pid), name: field('Name'), ...numbers }] : [];
      } catch {
        return []; // gone while we looked
      }
    });
}

/** The same as `pid command`. */
export const processesOf = (uids: UidRange): string[] => guestProcesses(uids).map(({ pid, name }) => `${pid} ${name}`);

/** The processes that started guests of these uids, and are not guests themselves. */
export function supervisorsOf(uids: UidRange): number[] {
  const guests = guestProcesses(uids);
  const own = new Set(guests.map(({ pid }) => pid));
  return [...new Set(guests.map(({ parent }) => parent).filter((parent) => parent > 1 && !own.has(parent)))];
}

/** Signals processes of which some may be gone: one guest's death takes others with it. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return []; // removed while we looked
  }
}

/** Control groups of an owner that still exist, in every hierarchy. */
export function groupsOf(owner: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    for (const entry of entriesOf(folder)) {
      if (!entry.isDirectory()) continue;
      if (entry.name.startsWith(`codecsmith-${owner}-`)) found.push(`${folder}/${entry.name}`);
      else if (depth < 4) visit(`${folder}/${entry.name}`, depth + 1);
    }
  };
  if (existsSync('/sys/fs/cgroup')) visit('/sys/fs/cgroup', 0);
  return found;
}

const PORTS_TRIED = 20;

/** A listener on loopback that counts who connects. */
export class LoopbackListener {
  readonly #server: Server;
  connections = 0;

  private constructor(server: Server) {
    this.#server = server;
    server.on('connection', (socket) => {
      this.connections += 1;
      socket.destroy();
    });
  }

  /** On `port` or the next that is not taken: a port that the kernel draws could be one that others try as a free one. */
  static async open(port: number): Promise<LoopbackListener> {
    for (let wanted = port; wanted < port + PORTS_TRIED; wanted += 1) {
      const server = createServer();
      const listening = once(server.listen(wanted, '127.0.0.1'), 'listening');
      if (await listening.then(() => true).catch(() => false)) return new LoopbackListener(server);
    }
    throw new Error('no port on loopback could be opened');
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === 'object' && address !== null ? address.port : 0;
  }

  async close(): Promise<void> {
    this.#server.close();
    await once(this.#server, 'close');
  }
}

import { createServer, type Server } from 'node:net';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { once } from 'node:events';

/** Processes that run under a range of uids, as `pid command`. */
export function processesOf({ first, last }: { readonly first: number; readonly last: number }): string[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((pid) => {
      try {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        const uid = Number(/^Uid:\s+(\d+)/m.exec(status)?.[1]);
        const zombie = /^State:\s+Z/m.test(status);
        return uid >= first && uid <= last && !zombie ? [`${pid} ${/^Name:\s+(.*)$/m.exec(status)?.[1] ?? ''}`] : [];
      } catch {
        return []; // gone while we looked
      }
    });
}

/** Control groups of an owner that still exist, in every hierarchy. */
export function groupsOf(owner: string): string[] {
  const found: string[] = [];
  const visit = (folder: string, depth: number): void => {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (!entry.isDirectory()) continue;
      if (entry.name.startsWith(`codecsmith-${owner}-`)) found.push(`${folder}/${entry.name}`);
      else if (depth < 4) visit(`${folder}/${entry.name}`, depth + 1);
    }
  };
  if (existsSync('/sys/fs/cgroup')) visit('/sys/fs/cgroup', 0);
  return found;
}

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

  /** On `port`, or on any free one where it is taken. */
  static async open(port: number): Promise<LoopbackListener> {
    for (const wanted of [port, 0]) {
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

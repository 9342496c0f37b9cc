import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';

const run = promisify(execFile);
const ip = (...args: string[]) => run('ip', args);

const SIZE = 3;
const PORT = 4222;
const LOOK_MS = 250;

/** Whether network namespaces can be made here. */
export const mayMakeNamespaces = process.getuid?.() === 0;

interface Node {
  readonly name: string;
  readonly namespace: string;
  readonly link: string;
  readonly address: string;
  readonly folder: string;
  server: ChildProcess | undefined;
}

/** Three nats-servers with JetStream, each on a host of its own: a network namespace with a cable to a bridge. */
export class NatsCluster {
  private constructor(
    private readonly bridge: string,
    private readonly folder: string,
    readonly nodes: readonly Node[],
  ) {}

  static async start(): Promise<NatsCluster> {
    const id = process.pid % 10_000;
    const network = `10.${200 + (id % 50)}.${id % 200}`;
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-cluster-'));
    const nodes = Array.from({ length: SIZE }, (_, index) => ({
      ...{ name: `n${index + 1}`, namespace: `csn${id}-${index + 1}`, link: `csl${id}-${index + 1}` },
      ...{ address: `${network}.${index + 2}`, folder: join(folder, `n${index + 1}`), server: undefined },
    }));
    const cluster = new NatsCluster(`csb${id}`, folder, nodes);
    await ip('link', 'add', cluster.bridge, 'type', 'bridge');
    await ip('addr', 'add', `${network}.1/24`, 'dev', cluster.bridge);
    await ip('link', 'set', cluster.bridge, 'up');
    for (const node of nodes) await cluster.cable(node);
    await Promise.all(nodes.map((node) => cluster.up(node)));
    await cluster.whole();
    return cluster;
  }

  /** Of its first server; the others are told by it. */
  get url(): string {
    return `nats://${this.nodes[0]?.address}:${PORT}`;
  }

  /** The server that leads a stream now. */
  async leaderOf(stream: string): Promise<Node> {
    const name = await this.leaderName(stream);
    const node = this.nodes.find((one) => one.name === name);
    if (node === undefined) throw new Error(`no server leads ${stream}`);
    return node;
  }

  /** Ends a server as a crash would. */
  async kill(node: Node): Promise<void> {
    if (node.server === undefined) return;
    const exit = once(node.server, 'exit');
    node.server.kill('SIGKILL');
    await exit;
    node.server = undefined;
  }

  /** Starts a server; `wipe` deletes its store before, as a lost disk would. */
  async up(node: Node, { wipe = false } = {}): Promise<void> {
    if (wipe) await rm(join(node.folder, 'store'), { recursive: true, force: true });
    const routes = this.nodes.map(({ address }) => `nats://${address}:6222`);
    const configuration = join(this.folder, `${node.name}.conf`);
    await writeFile(
      configuration,
      `server_name: ${node.name}\nlisten: ${node.address}:${PORT}\njetstream { store_dir: "${node.folder}/store" }\n` +
        `cluster { name: lab, listen: "${node.address}:6222", routes: ${JSON.stringify(routes)} }\n`,
    );
    const command = ['netns', 'exec', node.namespace, 'nats-server', '--config', configuration];
    node.server = spawn('ip', command, { stdio: 'ignore' });
    await once(node.server, 'spawn');
  }

  /** Pulls the cable of a server, or puts it in again. */
  async setCable(node: Node, state: 'up' | 'down'): Promise<void> {
    await ip('link', 'set', node.link, state);
  }

  /** Resolves once all servers follow one leader and none lacks anything. */
  async whole(streams: readonly string[] = []): Promise<void> {
    while (!(await this.isWhole(streams).catch(() => false))) await sleep(LOOK_MS);
  }

  async close(): Promise<void> {
    for (const node of this.nodes) {
      await this.kill(node);
      await ip('netns', 'del', node.namespace);
    }
    await ip('link', 'del', this.bridge);
    await rm(this.folder, { recursive: true, force: true });
  }

  private async cable({ namespace, link, address }: Node): Promise<void> {
    await ip('netns', 'add', namespace);
    await ip('-n', namespace, 'link', 'set', 'lo', 'up');
    await ip('link', 'add', link, 'type', 'veth', 'peer', 'name', 'eth0', 'netns', namespace);
    await ip('link', 'set', link, 'master', this.bridge, 'up');
    await ip('-n', namespace, 'addr', 'add', `${address}/24`, 'dev', 'eth0');
    await ip('-n', namespace, 'link', 'set', 'eth0', 'up');
  }

  private async isWhole(streams: readonly string[]): Promise<boolean> {
    const nc = await this.connected();
    try {
      const manager = await jetstreamManager(nc);
      await manager.getAccountInfo();
      const infos = await Promise.all(streams.map((stream) => manager.streams.info(stream)));
      return infos.every(
        ({ cluster }) =>
          cluster?.leader !== undefined &&
          cluster.replicas?.length === SIZE - 1 &&
          cluster.replicas.every(({ current, offline }) => current && offline !== true),
      );
    } finally {
      await nc.close();
    }
  }

  private async leaderName(stream: string): Promise<string | undefined> {
    const nc = await this.connected();
    try {
      return (await (await jetstreamManager(nc)).streams.info(stream)).cluster?.leader;
    } finally {
      await nc.close();
    }
  }

  private connected() {
    const servers = this.nodes.map(({ address }) => `nats://${address}:${PORT}`);
    return connect({ servers, reconnect: false, timeout: 5_000 });
  }
}

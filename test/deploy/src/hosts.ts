import { execFile, spawn, type ChildProcess, type ExecFileException } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { KnownExecutor } from '@codecsmith/client';
import { CLI, type Said } from '@codecsmith/test-journeys';

const run = promisify(execFile);
const ip = (...args: string[]) => run('ip', args);

/** Whether hosts can be made here: network namespaces need root and `ip`. */
export const canMakeHosts = (): Promise<boolean> =>
  ip('netns', 'list').then(
    () => process.getuid?.() === 0,
    () => false,
  );

/** A host: a network namespace with an address of its own, and a folder for what it keeps. */
export class Host {
  private constructor(
    readonly namespace: string,
    readonly address: string,
    readonly home: string,
    private readonly variables: Readonly<Record<string, string>>,
  ) {}

  static async make(namespace: string, address: string, variables: Readonly<Record<string, string>>): Promise<Host> {
    await ip('netns', 'add', namespace);
    await ip('-n', namespace, 'link', 'set', 'lo', 'up');
    const home = await mkdtemp(join(tmpdir(), `codecsmith-${namespace}-`));
    return new Host(namespace, address, home, variables);
  }

  /** Runs one command of the command line on this host, to its end. */
  cli(...args: string[]): Promise<Said> {
    return new Promise((resolve) => {
      const command = ['netns', 'exec', this.namespace, process.execPath, CLI, ...args];
      const done = (error: ExecFileException | null, stdout: string, stderr: string) =>
        resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr });
      execFile('ip', command, { env: this.environment, maxBuffer: 64 * 1024 * 1024 }, done);
    });
  }

  async json<T>(...args: string[]): Promise<T> {
    const said = await this.cli(...args, '--json');
    if (said.code !== 0) throw new Error(`${args.join(' ')} ended with ${said.code}\n${said.stdout}\n${said.stderr}`);
    return JSON.parse(said.stdout) as T;
  }

  async executors(): Promise<readonly KnownExecutor[]> {
    return (await this.json<{ executors: KnownExecutor[] }>('executor', 'list')).executors;
  }

  /** Runs a command that lasts. */
  start(...args: string[]): RunningCommand {
    const command = ['netns', 'exec', this.namespace, process.execPath, CLI, ...args];
    return new RunningCommand(spawn('ip', command, { env: this.environment, detached: true, stdio: 'ignore' }));
  }

  async close(): Promise<void> {
    await ip('netns', 'del', this.namespace);
    await rm(this.home, { recursive: true, force: true, maxRetries: 10 });
  }

  private get environment() {
    return { ...process.env, ...this.variables, LAB_HOME: this.home };
  }
}

/** A command in a process group of its own. */
export class RunningCommand {
  readonly exit: Promise<number | null>;

  constructor(private readonly child: ChildProcess) {
    this.exit = once(child, 'exit').then(([code]) => code as number | null);
  }

  async signal(name: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) process.kill(-(this.child.pid ?? 0), name);
    await this.exit;
  }
}

/** A control host, on whose bridge other hosts hang. */
export class Network {
  readonly hosts: Host[] = [];

  private constructor(
    private readonly id: string,
    readonly control: Host,
  ) {}

  /** @param variables settings of the lab on the control host */
  static async make(variables: Readonly<Record<string, string>> = {}): Promise<Network> {
    const id = `cs${process.pid % 10_000}`;
    const addresses = { LAB_API_HOST: '0.0.0.0', LAB_BUS_HOST: '0.0.0.0', ...variables };
    const control = await Host.make(`${id}c`, '10.231.0.1', addresses);
    await ip('-n', control.namespace, 'link', 'add', 'bridge0', 'type', 'bridge');
    await ip('-n', control.namespace, 'addr', 'add', `${control.address}/24`, 'dev', 'bridge0');
    await ip('-n', control.namespace, 'link', 'set', 'bridge0', 'up');
    return new Network(id, control);
  }

  async addHost(): Promise<Host> {
    const number = this.hosts.length + 1;
    const host = await Host.make(`${this.id}e${number}`, `10.231.0.${number + 1}`, {});
    const [here, there] = [this.linkOf(host), 'eth0'];
    await ip(
      '-n',
      this.control.namespace,
      'link',
      'add',
      here,
      'type',
      'veth',
      'peer',
      'name',
      there,
      'netns',
      host.namespace,
    );
    await ip('-n', this.control.namespace, 'link', 'set', here, 'master', 'bridge0', 'up');
    await ip('-n', host.namespace, 'addr', 'add', `${host.address}/24`, 'dev', there);
    await ip('-n', host.namespace, 'link', 'set', there, 'up');
    this.hosts.push(host);
    return host;
  }

  /** Pulls the cable of a host, or puts it in again. */
  async setLink(host: Host, state: 'up' | 'down'): Promise<void> {
    await ip('-n', this.control.namespace, 'link', 'set', this.linkOf(host), state);
  }

  async close(): Promise<void> {
    await this.control.cli('down');
    for (const host of [...this.hosts, this.control]) await host.close();
  }

  private linkOf = ({ address }: Host): string => `link${address.split('.').at(-1)}`;
}

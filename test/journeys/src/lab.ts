import { execFile, type ExecFileException } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { busAccess, LabClient } from '@codecsmith/client';
import { isAlive, signal, type ProcessMark } from '@codecsmith/platform';
import type { ExperimentDocument, HistoryEntry } from './documents.ts';
import { keepAnchors, takeAnchors } from './prepared-anchors.ts';
import { until } from './until.ts';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
export const CLI = join(ROOT, 'apps/cli/bundle/main.js');

export interface Said {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** A whole lab of its own, in a folder of its own, driven as a person would: through the command line. */
export class Lab {
  /**
   * @param home folder of the lab, which need not run yet
   * @param variables settings besides those of this program
   */
  constructor(
    readonly home: string,
    private readonly variables: Readonly<Record<string, string>> = {},
  ) {}

  /** With the built-in clips. */
  static async up(variables: Readonly<Record<string, string>> = {}): Promise<Lab> {
    const lab = await Lab.empty(variables);
    try {
      await lab.json(0, 'clip', 'add', '--builtin');
      return lab;
    } catch (error) {
      await lab.down();
      throw error;
    }
  }

  /** Without a clip. */
  static async empty(variables: Readonly<Record<string, string>> = {}): Promise<Lab> {
    const lab = new Lab(await mkdtemp(join(tmpdir(), 'codecsmith-journey-')), variables);
    await takeAnchors(lab.home);
    const said = await lab.cli('up', '--json');
    if (said.code !== 0) {
      await lab.down();
      throw new Error(`up failed with ${said.code}\n${said.stdout}\n${said.stderr}`);
    }
    return lab;
  }

  async down(): Promise<void> {
    await this.cli('down');
    await keepAnchors(this.home);
    await rm(this.home, { recursive: true, force: true, maxRetries: 10 });
  }

  /** Runs one command to its end. */
  cli(...args: string[]): Promise<Said> {
    const env = { ...process.env, ...this.variables, LAB_HOME: this.home };
    return new Promise((resolve) => {
      execFile(
        process.execPath,
        [CLI, ...args],
        { env, maxBuffer: 256 * 1024 * 1024 },
        (error: ExecFileException | null, stdout, stderr) =>
          resolve({ code: error === null ? 0 : typeof error.code === 'number' ? error.code : -1, stdout, stderr }),
      );
    });
  }

  /** The parsed `--json` output of a command that must end with the given exit code. */
  async json<T>(exitCode: number, ...args: string[]): Promise<T> {
    const said = await this.cli(...args, '--json');
    if (said.code !== exitCode)
      throw new Error(`${args.join(' ')} ended with ${said.code}\n${said.stdout}\n${said.stderr}`);
    return JSON.parse(said.stdout) as T;
  }

  async history(experimentId: string): Promise<readonly HistoryEntry[]> {
    return (await this.json<{ facts: HistoryEntry[] }>(0, 'history', experimentId)).facts;
  }

  /** Ends every process of the lab at once, the supervisor first, as a power cut would, and starts the lab again. */
  async killAll(): Promise<void> {
    const all = Object.values(await this.processes());
    for (const one of all) signal(one.pid, 'SIGKILL');
    await until(async () => ((await Promise.all(all.map(isAlive))).includes(true) ? undefined : true));
    // Its last processes may still be going.
    await until(async () => ((await this.cli('up')).code === 0 ? true : undefined));
  }

  /** The document of an experiment, or undefined while there is none. */
  async show(experimentId: string): Promise<ExperimentDocument | undefined> {
    const said = await this.cli('experiment', 'show', experimentId, '--json');
    return said.code === 0 ? (JSON.parse(said.stdout) as ExperimentDocument) : undefined;
  }

  /** The document of an experiment that has ended. The lab is asked until then: a command takes a second to start. */
  async ended(experimentId: string): Promise<ExperimentDocument> {
    const phase = async () => (await (await this.client()).experiment(experimentId)).phase;
    // Parts of the lab may be down, or know nothing of it yet.
    await until(async () => ((await phase().catch(() => undefined)) === 'concluded' ? true : undefined));
    return until(() => this.show(experimentId));
  }

  /** What the running lab says of itself. */
  async description(): Promise<LabDescription> {
    return JSON.parse(await readFile(join(this.home, 'lab.json'), 'utf8')) as LabDescription;
  }

  /** Every process of the running lab by name, the supervisor first. */
  async processes(): Promise<Readonly<Record<string, ProcessMark>>> {
    const { pid, startTicks, processes } = await this.description();
    return { supervisor: { pid, startTicks }, ...processes };
  }

  /** The URL of a user of the private bus. */
  async natsUrl(user = 'submitter'): Promise<string> {
    return (await this.json<{ url: string }>(0, 'bus', 'user', 'show', user)).url;
  }

  /** How a program of this machine connects to the private bus. */
  async natsOptions(user?: string) {
    return busAccess(await this.natsUrl(user));
  }

  /** The running lab from this program. */
  async client(): Promise<LabClient> {
    return new LabClient({ baseUrl: (await this.description()).apiUrl, token: await this.token() });
  }

  token(): Promise<string> {
    return readFile(join(this.home, 'token'), 'utf8').then((text) => text.trim());
  }
}

/** The mark is the supervisor's. */
export interface LabDescription extends ProcessMark {
  readonly apiUrl: string;
  readonly natsUrl: string;
  readonly processes: Readonly<Record<string, ProcessMark>>;
}

export const exampleCodec = (name: string) => join(ROOT, 'examples/codecs', name);

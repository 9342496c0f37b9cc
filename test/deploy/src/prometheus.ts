import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { freePort } from '@codecsmith/platform';
import { z } from 'zod';

export const DEPLOY = fileURLToPath(new URL('../../../deploy/', import.meta.url));

const run = promisify(execFile);

/** Whether Prometheus and its tool are installed here. */
export const hasPrometheus = (): Promise<boolean> =>
  Promise.all([run('prometheus', ['--version']), run('promtool', ['--version'])]).then(
    () => true,
    () => false,
  );

/** Runs `promtool` in the folder of the rules; rejects with what it says. */
export const promtool = async (...args: string[]): Promise<string> =>
  (await run('promtool', args, { cwd: join(DEPLOY, 'prometheus') })).stdout;

const answerSchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
});

export interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A real Prometheus with the configuration and the rules of `deploy/prometheus`, which looks every second. */
export class Prometheus {
  private constructor(
    private readonly process: ChildProcess,
    private readonly folder: string,
    private readonly url: string,
  ) {}

  static async start(labHome: string): Promise<Prometheus> {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-prometheus-'));
    await cp(join(DEPLOY, 'prometheus/alerts.yml'), join(folder, 'alerts.yml'));
    await symlink(join(labHome, 'prometheus-targets.json'), join(folder, 'prometheus-targets.json'));
    const config = await readFile(join(DEPLOY, 'prometheus/prometheus.yml'), 'utf8');
    await writeFile(join(folder, 'prometheus.yml'), config.replaceAll('_interval: 15s', '_interval: 1s'));
    const port = await freePort();
    const args = ['--config.file=prometheus.yml', '--storage.tsdb.path=data', `--web.listen-address=127.0.0.1:${port}`];
    const child = spawn('prometheus', args, { cwd: folder, stdio: 'ignore' });
    await once(child, 'spawn');
    return new Prometheus(child, folder, `http://127.0.0.1:${port}`);
  }

  /** The samples of an expression now; none while Prometheus starts. */
  async query(expression: string): Promise<Sample[]> {
    const url = `${this.url}/api/v1/query?query=${encodeURIComponent(expression)}`;
    const response = await fetch(url).catch(() => undefined);
    if (response?.ok !== true) return [];
    const { data } = answerSchema.parse(await response.json());
    return data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }));
  }

  async stop(): Promise<void> {
    const ended = once(this.process, 'exit');
    this.process.kill('SIGTERM');
    await ended;
    await rm(this.folder, { recursive: true, force: true });
  }
}

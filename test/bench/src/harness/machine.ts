import { availableParallelism, cpus, loadavg, release, totalmem } from 'node:os';

/** The machine that figures were taken on, in one line. */
export function machineLine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 2 ** 30);
  const load = loadavg()[0]?.toFixed(1) ?? '?';
  return `${availableParallelism()} × ${model}, ${memory} GiB, Linux ${release()}, Node ${process.versions.node}, load ${load} at the start`;
}

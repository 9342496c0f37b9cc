import { replaceFile, type LabDescription } from '@codecsmith/platform';

/** Writes where every service answers `/metrics`, in the format of Prometheus' `file_sd_configs`: ports change with starts. */
export async function writePrometheusTargets(path: string, { processes }: LabDescription): Promise<void> {
  const groups = Object.entries(processes).flatMap(([service, { healthPort }]) =>
    healthPort === undefined ? [] : [{ targets: [`127.0.0.1:${healthPort}`], labels: { service } }],
  );
  await replaceFile(path, `${JSON.stringify(groups, undefined, 2)}\n`, 0o644);
}

import { stat, truncate } from 'node:fs/promises';

const LOG_LIMIT_BYTES = 16 * 1024 * 1024;

/** Empties a log beyond 16 MiB. No log is worth a failure. */
export async function limitLog(path: string): Promise<void> {
  const size = await stat(path).then(
    (info) => info.size,
    () => 0,
  );
  if (size > LOG_LIMIT_BYTES) await truncate(path, 0).catch(() => undefined);
}

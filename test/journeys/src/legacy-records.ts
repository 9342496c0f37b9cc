/** What an import of {@link legacyExport} must find. */
export const LEGACY_COUNTS = {
  records: 500,
  stuck: 60,
  placeholders: { default_metrics: 100, baseline_bitrate: 40, zero_metric: 30, identical_metrics: 140 },
} as const;

type Figures = Readonly<Record<string, number>>;

/** Figures of record `n`: every kind of placeholder, and figures of their own for the rest. */
function figuresOf(n: number): Figures {
  if (n < 100) return { bitrate_mbps: 0.5, compression_percent: 90, psnr_db: 45, processing_seconds: 30 };
  if (n < 140) return { bitrate_mbps: 15.038184, psnr_db: 38.2 };
  if (n < 170) return { bitrate_mbps: 1 + n / 1000, psnr_db: 0 };
  return { bitrate_mbps: 1 + n / 1000, psnr_db: 30 + n / 100 };
}

/** Two workers by turns; each wrote its own word for work that has not ended. */
function statusOf(n: number): string {
  if (n < 440) return n % 7 === 0 ? 'failed' : 'completed';
  return n % 2 === 0 ? 'running' : 'in_progress';
}

/** An export of the earlier system as JSON lines: half of it plain, half with the types of DynamoDB. */
export function legacyExport(): string {
  const lines = Array.from({ length: LEGACY_COUNTS.records }, (_, n) => {
    const [status, figures] = [statusOf(n), figuresOf(n)];
    if (n % 2 === 0) return { experiment_id: `proc_exp_${n}`, status, created_at: '2024-11-14T22:13:20Z', ...figures };
    const metrics = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, { N: String(value) }]));
    return { Item: { job_id: { S: `gpu_exp_${n}` }, status: { S: status }, metrics: { M: metrics } } };
  });
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

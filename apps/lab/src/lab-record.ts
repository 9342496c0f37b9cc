import { untilDone, writeLabFile, type LabDescription, type LabLayout, type Logger } from '@codecsmith/platform';
import type { PartReport } from './process-supervisor.ts';
import { writePrometheusTargets } from './prometheus-targets.ts';

const WRITE_PAUSES_MS = [1_000] as const;

type Files = Pick<LabLayout, 'labFile' | 'prometheusTargets'>;

/** What the lab knows of itself, kept in `lab.json`. A write that fails is repeated, with all that is known by then. */
export class LabRecord {
  private current: LabDescription;
  private written: LabDescription | undefined;
  private writing: Promise<void> | undefined;
  private readonly ending = new AbortController();
  private readonly layout: Files;
  private readonly logger: Logger;

  constructor(layout: Files, description: LabDescription, logger: Logger) {
    this.layout = layout;
    this.current = description;
    this.logger = logger;
    this.write();
  }

  get description(): LabDescription {
    return this.current;
  }

  change(changes: Partial<LabDescription>): void {
    this.current = { ...this.current, ...changes };
    this.write();
  }

  note(name: string, { mark, failure, ...report }: PartReport): void {
    const { processes, failures } = this.current;
    this.change({
      ...(mark === undefined ? {} : { processes: { ...processes, [name]: { ...mark, ...report } } }),
      failures: Object.fromEntries(Object.entries({ ...failures, [name]: failure ?? '' }).filter(([, text]) => text)),
    });
  }

  /** Gives up what cannot be written. */
  async close(): Promise<void> {
    this.ending.abort();
    await this.writing;
  }

  private write(): void {
    this.writing ??= this.writeAll().finally(() => {
      this.writing = undefined;
      if (this.written !== this.current && !this.ending.signal.aborted) this.write();
    });
  }

  private async writeAll(): Promise<void> {
    let said = false;
    await untilDone(
      async () => {
        const latest = this.current;
        await writeLabFile(this.layout.labFile, latest);
        await writePrometheusTargets(this.layout.prometheusTargets, latest);
        this.written = latest;
      },
      {
        pausesMs: WRITE_PAUSES_MS,
        signal: this.ending.signal,
        onFailure: (err) => {
          if (!said)
            this.logger.error({ err, path: this.layout.labFile }, 'cannot be written; tried again every second');
          said = true;
        },
      },
    );
  }
}

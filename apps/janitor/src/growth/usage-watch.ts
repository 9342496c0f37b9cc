import { LOGGER } from '@codecsmith/bus';
import {
  folderBytes,
  freeBytes,
  labLayout,
  readUsage,
  writeUsage,
  type Logger,
  type UsageSample,
} from '@codecsmith/platform';
import { LabViews } from '@codecsmith/views';
import { Inject, Injectable } from '@nestjs/common';
import { JanitorSettings } from '../janitor-settings.ts';
import { Repeating } from './repeating.ts';

const FIRST_MS = 1_000;
const HOUR_MS = 3_600_000;
const KEPT_MS = 7 * 24 * HOUR_MS;

/** Measures what each part of the lab takes on the disk, and keeps the measurements for `status`. */
@Injectable()
export class UsageWatch extends Repeating {
  protected readonly pauses: Repeating['pauses'];

  constructor(
    private readonly settings: JanitorSettings,
    private readonly views: LabViews,
    @Inject(LOGGER) private readonly logger: Logger,
  ) {
    super();
    this.pauses = { firstMs: Math.min(FIRST_MS, settings.usageMs), everyMs: settings.usageMs };
  }

  protected async once(): Promise<void> {
    const { usageFile } = labLayout(this.settings.home);
    await writeUsage(usageFile, thinned([...(await readUsage(usageFile)), await this.sample()]));
  }

  protected failed(err: unknown): void {
    this.logger.warn({ err }, 'the use of the disk could not be measured');
  }

  private async sample(): Promise<UsageSample> {
    const { home, postgres, nats, executorCache, logs, generator, guest } = labLayout(this.settings.home);
    const parts: Record<string, number> = {
      nats: await folderBytes(nats),
      artifacts: await folderBytes(this.settings.artifactSweep.folder),
      'executor cache': await folderBytes(executorCache),
      logs: await folderBytes(logs),
      'answers of models': await folderBytes(generator),
      guests: await folderBytes(guest),
      // A server of someone else's has no folder here: only its tables are known.
      postgres: (await folderBytes(postgres)) || (await this.views.databaseBytes()),
    };
    const { position: head } = await this.views.head();
    return { at: new Date().toISOString(), freeBytes: await freeBytes(home), head, parts };
  }
}

/** Samples of the last hour, one an hour before that, none older than a week. */
export function thinned(samples: readonly UsageSample[]): UsageSample[] {
  const lastMs = Date.parse(samples.at(-1)?.at ?? '');
  const kept: UsageSample[] = [];
  for (const sample of samples) {
    const [atMs, beforeMs] = [Date.parse(sample.at), Date.parse(kept.at(-1)?.at ?? '')];
    if (lastMs - atMs > KEPT_MS) continue;
    if (lastMs - atMs <= HOUR_MS || !(atMs - beforeMs < HOUR_MS)) kept.push(sample);
  }
  return kept;
}

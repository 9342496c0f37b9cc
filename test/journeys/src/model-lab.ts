import { createHash } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CampaignDocument, Fact, LabClient } from '@codecsmith/client';
import {
  startLlmStandIn,
  STAND_IN_KEY,
  type LlmStandIn,
  type Script,
  type Writer,
} from '@codecsmith/test-llm-stand-in';
import { Lab } from './lab.ts';
import { panningClip } from './panning-clip.ts';
import { until } from './until.ts';

const PAGE = 1000;

/** How long the lab waits for a model. */
export interface Patience {
  readonly firstTokenMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

/** A process that its supervisor starts again, or all of them, which a person does. */
export type Killed = 'generator' | 'campaigns' | 'lab';

/** Name of the clip that no model may hear of. */
export const SEALED = 'secretmeadow';

/** A whole lab with two clips, `pan` and {@link SEALED}, whose models are the stand-in's. */
export class ModelLab {
  private constructor(
    readonly lab: Lab,
    readonly model: LlmStandIn,
    public client: LabClient,
  ) {}

  /**
   * @param scripts of models that the stand-in plays beside its own
   * @param writers further models of the stand-in
   */
  static async up(
    { firstTokenMs, idleMs, totalMs }: Patience,
    scripts?: ReadonlyMap<string, Script>,
    writers?: ReadonlyMap<string, Writer>,
  ): Promise<ModelLab> {
    const model = await startLlmStandIn(scripts, 0, writers);
    Object.assign(process.env, {
      LAB_GENERATOR_OPENAI_BASE_URL: model.baseUrl,
      LAB_GENERATOR_OPENAI_KEY: STAND_IN_KEY,
      LAB_GENERATOR_FIRST_TOKEN_LIMIT_MS: String(firstTokenMs),
      LAB_GENERATOR_IDLE_LIMIT_MS: String(idleMs),
      LAB_GENERATOR_TOTAL_LIMIT_MS: String(totalMs),
      LAB_GENERATOR_LONGEST_PAUSE_MS: '50',
      // Servers that never answer are asked a few times, not for minutes.
      LAB_GENERATOR_PATIENCE_MS: '0',
    });
    const lab = await Lab.empty().catch(async (error: unknown) => {
      await model.stop();
      throw error;
    });
    const here = new ModelLab(lab, model, await lab.client());
    await here.addClip('pan', 9);
    await here.addClip(SEALED, 13);
    return here;
  }

  async down(): Promise<void> {
    await this.lab.down();
    await this.model.stop();
  }

  /** Stops the lab and starts it on the same data, with further settings. */
  async restart(more: Readonly<Record<string, string>>): Promise<void> {
    await this.lab.cli('down');
    Object.assign(process.env, more);
    await this.lab.json(0, 'up');
    this.client = await this.lab.client();
  }

  /** Ends a process, or all of them as a power cut would, and lets them come again. */
  async kill(what: Killed): Promise<void> {
    const { processes } = await this.lab.description();
    if (what !== 'lab') return void process.kill(processes[what]?.pid ?? NaN, 'SIGKILL');
    await this.lab.killAll();
    this.client = await this.lab.client();
  }

  /** A small clip whose waves have the given period. */
  private async addClip(name: string, period: number): Promise<void> {
    const file = join(this.lab.home, `${name}.y4m`);
    await writeFile(file, panningClip(96, 64, 4, period));
    await this.lab.json(0, 'clip', 'add', file, '--name', name);
  }

  async addCode(code: string): Promise<{ digest: string; sizeBytes: number }> {
    const bytes = Buffer.from(code);
    const digest = createHash('sha256').update(bytes).digest('hex');
    await this.client.putArtifact(digest, new Blob([new Uint8Array(bytes)]));
    return { digest, sizeBytes: bytes.length };
  }

  async text(digest: string): Promise<string> {
    return Buffer.from(await this.client.artifact(digest)).toString('utf8');
  }

  /** Everything that a model was told at first, by the digest of its prompt. */
  async promptText(prompt: string): Promise<string> {
    const { messages } = JSON.parse(await this.text(prompt)) as { messages: { content: string }[] };
    return messages.map(({ content }) => content).join('\n');
  }

  stopped(campaign: string): Promise<CampaignDocument> {
    return until(async () => {
      const document = await this.client.campaign(campaign);
      return document.phase === 'stopped' ? document : undefined;
    });
  }

  /** The data of all facts of one type, of a campaign and its experiments, by aggregate. */
  async facts<T>(campaign: string, type: string): Promise<{ readonly of: string; readonly data: T }[]> {
    const all: Fact[] = [];
    for (let after: string | null = '0'; after !== null;) {
      const { items, next } = await this.client.facts({ after: Number(after), limit: PAGE });
      all.push(...items);
      after = next;
    }
    const own = all.filter((fact) => fact.correlationId === campaign && fact.type === type);
    return own.map((fact) => ({ of: fact.aggregateId, data: fact.data as T }));
  }
}

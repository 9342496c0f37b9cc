import type { Clip, ExperimentCommandInput, Outcome, Phase } from '@codecsmith/experiment';
import { fromFactEvent, type Fact } from '@codecsmith/kernel';
import { z } from 'zod';
import { followFacts, type FollowOptions } from './events/follow-facts.ts';
import { LabProblem } from './http/problem.ts';
import {
  acceptedSchema,
  clipSchema,
  experimentDocumentSchema,
  experimentSummarySchema,
  healthSchema,
  issuedTokenSchema,
  labStatusSchema,
  pageOf,
  tokenHolderSchema,
  type Accepted,
  type ExperimentDocument,
  type ExperimentSummary,
  type Health,
  type IssuedToken,
  type KnownClip,
  type LabStatus,
  type Page,
  type Role,
  type TokenHolder,
} from './http/schemas.ts';
import { Transport, type TransportOptions } from './http/transport.ts';

export type LabClientOptions = TransportOptions;

export interface ExperimentQuery {
  readonly phase?: Phase;
  readonly outcome?: Outcome;
  readonly campaign?: string;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly limit?: number;
}

const factsSchema = z.object({ items: z.array(z.unknown()) });
const ARTIFACT_TIMEOUT_MS = 600_000;

/**
 * The lab from another program: runs in Node and in browsers.
 *
 * Every method throws `LabProblem` when the lab says no, `LabUnreachable` when nothing answers, and
 * `UnexpectedAnswer` when what answers is not the lab.
 */
export class LabClient {
  readonly #transport: Transport;

  constructor(options: LabClientOptions) {
    this.#transport = new Transport(options);
  }

  /** Asks for an experiment. With an `id`, asking again returns the first answer and starts nothing. */
  async requestExperiment(data: ExperimentCommandInput<'request'>, options: { id?: string } = {}): Promise<Accepted> {
    return this.#transport.json('api/v1/experiments', acceptedSchema, {
      method: 'POST',
      json: { ...data, ...options },
    });
  }

  async cancelExperiment(experimentId: string, reason?: string): Promise<Accepted> {
    const json = reason === undefined ? {} : { reason };
    return this.#transport.json(`${pathOf(experimentId)}/cancel`, acceptedSchema, { method: 'POST', json });
  }

  /** Everything about it; with `at`, as it was when the log ended at that position. */
  async experiment(experimentId: string, query: { at?: number } = {}): Promise<ExperimentDocument> {
    return this.#transport.json(pathOf(experimentId), experimentDocumentSchema, { query });
  }

  /** Newest first. */
  async experiments(query: ExperimentQuery = {}): Promise<Page<ExperimentSummary>> {
    return this.#transport.json('api/v1/experiments', pageOf(experimentSummarySchema), { query: { ...query } });
  }

  async experimentFacts(experimentId: string): Promise<Fact[]> {
    const { items } = await this.#transport.json(`${pathOf(experimentId)}/facts`, factsSchema);
    return items.map((item) => fromFactEvent(item));
  }

  /** Facts of the whole log at positions `from`, `from + 1`, …, at most `limit` (1 to 1000). */
  async facts(from: number, limit: number): Promise<Fact[]> {
    const { items } = await this.#transport.json('api/v1/facts', factsSchema, { query: { from, limit } });
    return items.map((item) => fromFactEvent(item));
  }

  /** Facts as they happen, through broken connections, without gap or repeat. */
  followFacts(options: FollowOptions = {}): AsyncGenerator<Fact> {
    return followFacts(this.#transport, options);
  }

  /** Makes a clip known; its planes must have been put under `clip.digest` before. */
  async addClip(clip: Clip): Promise<Accepted> {
    return this.#transport.json('api/v1/clips', acceptedSchema, { method: 'POST', json: clip });
  }

  async clips(): Promise<readonly KnownClip[]> {
    return (await this.#transport.json('api/v1/clips', pageOf(clipSchema))).items;
  }

  async hasArtifact(digest: string): Promise<boolean> {
    const response = await this.#transport.exchange(artifactPath(digest), { method: 'HEAD' });
    if (response.status === 404) return false;
    if (response.ok) return true;
    // An answer to HEAD has no body, so the reason is asked for once more by GET.
    await (await this.#transport.send(artifactPath(digest), { headers: { range: 'bytes=0-0' } })).body?.cancel();
    return true;
  }

  /** Stores bytes under their own sha256; the lab checks it. */
  async putArtifact(digest: string, bytes: Blob): Promise<void> {
    const signal = AbortSignal.timeout(ARTIFACT_TIMEOUT_MS);
    await (await this.#transport.send(artifactPath(digest), { method: 'PUT', bytes, signal })).body?.cancel();
  }

  async artifact(digest: string): Promise<Uint8Array> {
    const signal = AbortSignal.timeout(ARTIFACT_TIMEOUT_MS);
    return new Uint8Array(await (await this.#transport.send(artifactPath(digest), { signal })).arrayBuffer());
  }

  /** Names and roles of those who may use the lab. For operators. */
  async tokens(): Promise<readonly TokenHolder[]> {
    return (await this.#transport.json('api/v1/tokens', z.object({ items: z.array(tokenHolderSchema) }))).items;
  }

  /** Makes a token; it is told here and nowhere else. For operators. */
  async issueToken(name: string, role: Role): Promise<IssuedToken> {
    return this.#transport.json('api/v1/tokens', issuedTokenSchema, { method: 'POST', json: { name, role } });
  }

  async revokeToken(name: string): Promise<void> {
    await this.#transport.send(`api/v1/tokens/${encodeURIComponent(name)}`, { method: 'DELETE' });
  }

  async status(): Promise<LabStatus> {
    return this.#transport.json('api/v1/status', labStatusSchema);
  }

  /** Whether the lab is ready for work; a lab that is not says what it waits for. */
  async health(): Promise<Health> {
    const response = await this.#transport.exchange('health/ready', { signal: AbortSignal.timeout(5_000) });
    return healthSchema.parse(await response.json());
  }
}

/** True for the problem that means "there is no such thing here". */
export const isNotFound = (error: unknown): boolean => error instanceof LabProblem && error.problem.status === 404;

const pathOf = (experimentId: string): string => `api/v1/experiments/${encodeURIComponent(experimentId)}`;
const artifactPath = (digest: string): string => `api/v1/artifacts/${encodeURIComponent(digest)}`;

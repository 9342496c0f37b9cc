import type {
  AnchorCommandData,
  Clip,
  ExperimentCommandInput,
  LegacyRecord,
  Outcome,
  Phase,
  SortKey,
} from '@codecsmith/experiment';
import type { CampaignCommandInput } from '@codecsmith/campaign';
import { fromFactEvent, type Accepted, type ExecutorOrder, type Fact, type KnownExecutor } from '@codecsmith/kernel';
import type { Language, Track } from '@codecsmith/codec';
import type { z } from 'zod';
import { followFacts, type FollowOptions } from './events/follow-facts.ts';
import type { BrowserSession, IssuedToken, LoginLink, Role, TokenHolder } from './http/access.schema.ts';
import type { CampaignDocument, CampaignStanding } from './http/campaign.schema.ts';
import type { ClipCurves, Progress } from './http/chart.schema.ts';
import type { ExperimentDocument, ExperimentSummary } from './http/experiment.schema.ts';
import type { PublicFact } from './http/fact.schema.ts';
import type { Health, KnownClip, LabStatus, QuarantinedMessage } from './http/lab.schema.ts';
import type { CandidateReading } from './http/reading.schema.ts';
import type { LegacyExperiment } from './http/legacy.schema.ts';
import type { Page } from './http/page.schema.ts';
import { LabProblem } from './http/problem.ts';
import { RESPONSES } from './http/responses.ts';
import { Transport, type RequestOptions, type TransportOptions } from './http/transport.ts';

export type LabClientOptions = TransportOptions;

export interface ExperimentQuery {
  readonly phase?: Phase;
  readonly outcome?: Outcome;
  readonly campaign?: string;
  /** Code of the failure. */
  readonly cause?: string;
  /** Beginning of an id or of a candidate's digest. */
  readonly search?: string;
  /** A condition in words, such as `score > 5 and tag:paper`; see `parseQuery`. */
  readonly where?: string;
  /** Newest first when left out; all but the first two need a clip and a quality. */
  readonly sort?: SortKey;
  readonly order?: 'asc' | 'desc';
  /** Digest or name: which runs to show. */
  readonly clip?: string;
  readonly quality?: number;
  /** `next` of the page before. */
  readonly cursor?: string;
  /** 1 to 200. */
  readonly limit?: number;
}

const ARTIFACT_TIMEOUT_MS = 600_000;
const LARGEST_PAGE = 200;
const LARGEST_FACT_PAGE = 1000;

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
    return this.#transport.json('api/v1/experiments', RESPONSES.Accepted, {
      method: 'POST',
      json: { ...data, ...options },
    });
  }

  async cancelExperiment(experimentId: string, reason?: string): Promise<Accepted> {
    const json = reason === undefined ? {} : { reason };
    return this.#transport.json(`${pathOf(experimentId)}/cancel`, RESPONSES.Accepted, { method: 'POST', json });
  }

  /** Names it, or writes a note, tags or a star beside it. A field left out stays as it is; null takes it away. */
  async annotateExperiment(experimentId: string, data: ExperimentCommandInput<'annotate'>): Promise<Accepted> {
    return this.#transport.json(`${pathOf(experimentId)}/annotate`, RESPONSES.Accepted, { method: 'POST', json: data });
  }

  /** Asks that a completed experiment be proved again; `VerificationPassed` or `VerificationFailed` follows. */
  async verifyExperiment(experimentId: string): Promise<Accepted> {
    return this.#transport.json(`${pathOf(experimentId)}/verify`, RESPONSES.Accepted, { method: 'POST', json: {} });
  }

  /** Everything about it; with `at`, as it was when the log ended at that position. */
  async experiment(experimentId: string, query: { at?: number } = {}): Promise<ExperimentDocument> {
    return this.#transport.json(pathOf(experimentId), RESPONSES.Experiment, { query });
  }

  /** Newest first. */
  async experiments(query: ExperimentQuery = {}): Promise<Page<ExperimentSummary>> {
    return this.#transport.json('api/v1/experiments', RESPONSES.ExperimentPage, { query: { ...query } });
  }

  /** Curves on a clip (digest or name): of `experiments`, else of the best and the newest `limit`, and of anchors. */
  async curves(query: {
    clip: string;
    campaign?: string;
    experiments?: readonly string[];
    limit?: number;
  }): Promise<ClipCurves> {
    const { experiments, ...rest } = query;
    const only = experiments === undefined ? {} : { experiments: experiments.join(',') };
    return this.#transport.json('api/v1/curves', RESPONSES.ClipCurves, { query: { ...rest, ...only } });
  }

  /** Throughput, why experiments failed, and the best score so far of those that no search asked for. */
  async progress(query: { campaign?: string } = {}): Promise<Progress> {
    return this.#transport.json('api/v1/progress', RESPONSES.Progress, { query });
  }

  /** A frame of a measured run as PNG. */
  async frame(
    experimentId: string,
    frame: number,
    query: { clip: string; quality: number; picture: 'source' | 'reconstruction' | 'difference' },
    signal?: AbortSignal,
  ): Promise<Blob> {
    const request = { query, ...(signal === undefined ? {} : { signal }) };
    return (await this.#transport.send(`${pathOf(experimentId)}/frames/${frame}`, request)).blob();
  }

  /** The modules of a JavaScript codec as the JSON of a `Decoder`, unread: its text is a candidate's. */
  async decoder(experimentId: string, signal?: AbortSignal): Promise<Blob> {
    const request = signal === undefined ? {} : { signal };
    return (await this.#transport.send(`${pathOf(experimentId)}/decoder`, request)).blob();
  }

  async experimentFacts(experimentId: string): Promise<Fact[]> {
    return this.#allFacts(`${pathOf(experimentId)}/facts`);
  }

  /** Facts of the whole log behind position `after` (0: from the first), at most `limit` (1 to 1000, else 100). */
  async facts(query: { after?: number; limit?: number } = {}): Promise<Page<Fact>> {
    return factPage(await this.#transport.json('api/v1/facts', RESPONSES.FactPage, { query }));
  }

  /** Facts as they happen, through broken connections, without gap or repeat. */
  followFacts(options: FollowOptions = {}): AsyncGenerator<Fact> {
    return followFacts(this.#transport, options);
  }

  /** Starts a campaign. With an `id`, asking again returns the first answer and starts nothing. */
  async startCampaign(
    data: CampaignCommandInput<'start'>,
    options: { id?: string; campaignId?: string } = {},
  ): Promise<Accepted> {
    return this.#transport.json(CAMPAIGNS, RESPONSES.Accepted, { method: 'POST', json: { ...data, ...options } });
  }

  /** Pauses, resumes or stops a campaign. */
  async steerCampaign(
    campaignId: string,
    verb: 'steer' | 'pause' | 'resume' | 'stop',
    data: object = {},
  ): Promise<Accepted> {
    return this.#transport.json(`${campaignPath(campaignId)}/${verb}`, RESPONSES.Accepted, {
      method: 'POST',
      json: data,
    });
  }

  /** Starts a campaign from one proposal of another. */
  async forkCampaign(
    campaignId: string,
    fork: { number: number; id?: string; campaignId?: string } & Partial<
      Pick<CampaignCommandInput<'start'>, 'goal' | 'seed' | 'budget' | 'hints'>
    >,
  ): Promise<Accepted> {
    return this.#transport.json(`${campaignPath(campaignId)}/fork`, RESPONSES.Accepted, { method: 'POST', json: fork });
  }

  /** All of them, newest first. */
  async campaigns(): Promise<readonly CampaignStanding[]> {
    return this.#all(CAMPAIGNS, RESPONSES.CampaignPage, (cursor) => ({ limit: LARGEST_PAGE, cursor }));
  }

  /** How it goes, every proposal and why it was made. */
  async campaign(campaignId: string, query: { at?: number } = {}): Promise<CampaignDocument> {
    return this.#transport.json(campaignPath(campaignId), RESPONSES.Campaign, { query });
  }

  /** Its own facts; those of its experiments are with the experiments. */
  async campaignFacts(campaignId: string): Promise<Fact[]> {
    return this.#allFacts(`${campaignPath(campaignId)}/facts`);
  }

  /** Makes a clip known; its planes must have been put under `clip.digest` before. */
  async addClip(clip: Clip): Promise<Accepted> {
    return this.#transport.json('api/v1/clips', RESPONSES.Accepted, { method: 'POST', json: clip });
  }

  /** Has the lab decode a video and makes it known as a clip. `file`: its name, whose ending may tell the format. */
  async importClip(video: Blob, { name, file }: { name: string; file: string }): Promise<KnownClip> {
    const signal = AbortSignal.timeout(ARTIFACT_TIMEOUT_MS);
    const request = { method: 'POST', bytes: video, query: { name, file }, signal } as const;
    return this.#transport.json('api/v1/clips/import', RESPONSES.Clip, request);
  }

  /** Sets the rate or the tags of later experiments; those that ran keep theirs. `clip`: a name or digest. */
  async correctClip(clip: string, correction: Partial<Pick<Clip, 'fps' | 'matrix' | 'range'>>): Promise<Accepted> {
    return this.#changeClip(`${clipPath(clip)}/correct`, { method: 'POST', json: correction });
  }

  async renameClip(clip: string, name: string): Promise<Accepted> {
    return this.#changeClip(`${clipPath(clip)}/rename`, { method: 'POST', json: { name } });
  }

  /** Forgets a clip's names; its planes stay, because facts refer to them. */
  async removeClip(clip: string): Promise<Accepted> {
    return this.#changeClip(clipPath(clip), { method: 'DELETE' });
  }

  #changeClip(
    path: string,
    request: { readonly method: 'POST' | 'DELETE'; readonly json?: unknown },
  ): Promise<Accepted> {
    return this.#transport.json(path, RESPONSES.Accepted, request);
  }

  /** Asks for a standard encoder's curve on a clip; `AnchorMeasured` or `AnchorFailed` of the anchor follows. */
  async measureAnchor(request: AnchorCommandData<'measure'>): Promise<Accepted> {
    return this.#transport.json('api/v1/anchors', RESPONSES.Accepted, { method: 'POST', json: request });
  }

  /** Imports one record of the earlier system; the same again changes nothing. */
  async importLegacy(record: LegacyRecord): Promise<Accepted> {
    return this.#transport.json('api/v1/legacy', RESPONSES.Accepted, { method: 'POST', json: record });
  }

  /** Records of the earlier system behind a position of the log. */
  async legacy(page: { after?: number; limit?: number } = {}): Promise<Page<LegacyExperiment>> {
    return this.#transport.json('api/v1/legacy', RESPONSES.LegacyPage, { query: page });
  }

  async clips(): Promise<readonly KnownClip[]> {
    return (await this.#transport.json('api/v1/clips', RESPONSES.ClipPage)).items;
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

  /** Who this browser is logged in as. For pages of the lab. */
  async session(): Promise<BrowserSession> {
    return this.#transport.json(SESSION, RESPONSES.BrowserSession);
  }

  /** Logs this browser in, by a token or by the code of a link. For pages of the lab. */
  async logIn(given: { readonly token: string } | { readonly code: string }): Promise<BrowserSession> {
    return this.#transport.json(SESSION, RESPONSES.BrowserSession, { method: 'POST', json: given });
  }

  /** Logs this browser out. For pages of the lab. */
  async logOut(): Promise<BrowserSession> {
    return this.#transport.json(SESSION, RESPONSES.BrowserSession, { method: 'DELETE' });
  }

  /** Makes a link that logs a browser in as the holder of this token: once, within five minutes. */
  async loginLink(): Promise<LoginLink> {
    return this.#transport.json(`${SESSION}/link`, RESPONSES.LoginLink, { method: 'POST' });
  }

  /** Makes a link by which anybody may look at the lab, and change nothing; `page` is what it opens. */
  async shareLink(options: { days?: number; page?: string } = {}): Promise<LoginLink> {
    return this.#transport.json(`${SESSION}/share`, RESPONSES.LoginLink, { method: 'POST', json: options });
  }

  /** Reads a source as the sanitizer will; nothing is stored and nothing runs. */
  async checkCandidate(source: { code: string; language?: Language; track?: Track }): Promise<CandidateReading> {
    const request = { method: 'POST', json: source } as const;
    return this.#transport.json('api/v1/candidates/check', RESPONSES.CandidateReading, request);
  }

  /** Names and roles of those who may use the lab. For operators. */
  async tokens(): Promise<readonly TokenHolder[]> {
    return (await this.#transport.json('api/v1/tokens', RESPONSES.TokenPage)).items;
  }

  /** Makes a token; it is told here and nowhere else. For operators. */
  async issueToken(name: string, role: Role): Promise<IssuedToken> {
    return this.#transport.json('api/v1/tokens', RESPONSES.IssuedToken, { method: 'POST', json: { name, role } });
  }

  async revokeToken(name: string): Promise<void> {
    await this.#transport.send(`api/v1/tokens/${encodeURIComponent(name)}`, { method: 'DELETE' });
  }

  /** What could not be handled, the oldest first, behind the place of the last one seen. For operators. */
  async quarantine(query: { after?: number; limit?: number } = {}): Promise<readonly QuarantinedMessage[]> {
    return (await this.#transport.json(QUARANTINE, RESPONSES.QuarantinePage, { query })).items;
  }

  /** Has a message tried again by its service; it leaves quarantine when that succeeds. For operators. */
  async redriveQuarantined(place: number): Promise<void> {
    await this.#transport.send(`${QUARANTINE}/${place}/redrive`, { method: 'POST' });
  }

  /** Deletes a message for good. For operators. */
  async dropQuarantined(place: number): Promise<void> {
    await this.#transport.send(`${QUARANTINE}/${place}`, { method: 'DELETE' });
  }

  async executors(): Promise<readonly KnownExecutor[]> {
    return (await this.#transport.json('api/v1/executors', RESPONSES.ExecutorPage)).items;
  }

  /** Orders every executor of a name, or one instance; answers with those that were found. For operators. */
  async orderExecutor(name: string, order: ExecutorOrder): Promise<readonly KnownExecutor[]> {
    const path = `api/v1/executors/${encodeURIComponent(name)}/order`;
    return (await this.#transport.json(path, RESPONSES.ExecutorPage, { method: 'POST', json: { order } })).items;
  }

  async status(): Promise<LabStatus> {
    return this.#transport.json('api/v1/status', RESPONSES.LabStatus);
  }

  /** Whether the lab is ready for work; a lab that is not says what it waits for. */
  async health(): Promise<Health> {
    const response = await this.#transport.exchange('health/ready', { signal: AbortSignal.timeout(5_000) });
    return RESPONSES.Health.parse(await response.json());
  }

  async #allFacts(path: string): Promise<Fact[]> {
    const events = await this.#all(path, RESPONSES.FactPage, (after) => ({ limit: LARGEST_FACT_PAGE, after }));
    return events.map((event) => fromFactEvent(event));
  }

  /** The items of all pages of a list. */
  async #all<Item>(
    path: string,
    schema: z.ZodType<Page<Item>>,
    queryOf: (next: string | undefined) => NonNullable<RequestOptions['query']>,
  ): Promise<Item[]> {
    const all: Item[] = [];
    let from: string | undefined;
    do {
      const { items, next } = await this.#transport.json(path, schema, { query: queryOf(from) });
      all.push(...items);
      from = next ?? undefined;
    } while (from !== undefined);
    return all;
  }
}

const factPage = ({ items, next }: Page<PublicFact>): Page<Fact> => ({
  items: items.map((event) => fromFactEvent(event)),
  next,
});

/** True for the problem that means "there is no such thing here". */
export const isNotFound = (error: unknown): boolean => error instanceof LabProblem && error.problem.status === 404;

const SESSION = 'api/v1/session';
const QUARANTINE = 'api/v1/quarantine';
const CAMPAIGNS = 'api/v1/campaigns';
const campaignPath = (campaignId: string): string => `${CAMPAIGNS}/${encodeURIComponent(campaignId)}`;
const pathOf = (experimentId: string): string => `api/v1/experiments/${encodeURIComponent(experimentId)}`;
const clipPath = (clip: string): string => `api/v1/clips/${encodeURIComponent(clip)}`;
const artifactPath = (digest: string): string => `api/v1/artifacts/${encodeURIComponent(digest)}`;

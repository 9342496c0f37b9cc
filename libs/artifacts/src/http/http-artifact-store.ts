import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { isNativeError } from 'node:util/types';
import { pausesOf, retry } from '@codecsmith/kernel';
import { currentTraceparent, inSpan } from '@codecsmith/observability';
import { FileArtifactStore } from '../file/file-artifact-store.ts';
import { CacheLimit } from './cache-limit.ts';
import { hashFile } from '../file/hashed-io.ts';
import { ArtifactDamaged, ArtifactMissing, DigestMismatch } from '../port/artifact-errors.ts';
import type { ArtifactRef, ArtifactStore, ByteRange, PutStreamOptions } from '../port/artifact-store.ts';
import { checkDigest, sha256Hex } from '../port/digest.ts';

export interface HttpArtifactStoreOptions {
  /** Bearer token; a function is asked before every request, for tokens that change with a lease. */
  readonly token: string | (() => string);
  /** Folder for verified copies; may be shared by processes and emptied at any time. */
  readonly cacheDir: string;
  /** Time limit of one request, transfer included. */
  readonly timeoutMs?: number;
  /**
   * Pauses before a request is sent again that nobody answered, or that met a server which is starting, busy or full.
   * Every request may be repeated: a digest names its bytes. Default: four repeats within 8 s.
   */
  readonly repeatAfterMs?: readonly number[];
  /** Most that the folder of copies may hold. Default: no limit. */
  readonly maxCacheBytes?: number;
}

const REPEAT_AFTER_MS = [250, 750, 2_000, 5_000] as const;
/** Too many requests, bad gateway, unavailable, gateway timeout: none of them says anything about the artifact. */
const PASSING = [429, 502, 503, 504];

/** What the server answered when it was neither the artifact nor "not found". */
export class ArtifactServerError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
    this.name = 'ArtifactServerError';
  }
}

/** No answer came: nothing listens there, or the connection broke. */
export class ArtifactServerUnreachable extends Error {
  constructor(
    readonly url: string,
    cause: unknown,
  ) {
    const reason = isNativeError(cause) && isNativeError(cause.cause) ? cause.cause.message : String(cause);
    super(`no answer from the artifact server at ${url}: ${reason}`, { cause });
    this.name = 'ArtifactServerUnreachable';
  }
}

/** The store of another host, through its api: `GET|HEAD|PUT <baseUrl>/api/v1/artifacts/<digest>`. */
export class HttpArtifactStore implements ArtifactStore {
  readonly #cache: FileArtifactStore;
  readonly #limit: CacheLimit;

  constructor(
    readonly baseUrl: string,
    private readonly options: HttpArtifactStoreOptions,
  ) {
    this.#cache = new FileArtifactStore(options.cacheDir);
    this.#limit = new CacheLimit(this.#cache, options.maxCacheBytes ?? Infinity);
  }

  async put(bytes: Uint8Array): Promise<ArtifactRef> {
    const ref = { digest: sha256Hex(bytes), sizeBytes: bytes.byteLength };
    await this.#upload(ref, new Blob([new Uint8Array(bytes)]));
    return ref;
  }

  async putFile(path: string): Promise<ArtifactRef> {
    const ref = await hashFile(path);
    await this.#upload(ref, await openAsBlob(path));
    return ref;
  }

  async putStream(
    source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
    options: PutStreamOptions = {},
  ): Promise<ArtifactRef> {
    const ref = await this.#cache.putStream(source, options);
    await this.#limit.added(ref.sizeBytes);
    await this.#upload(ref, await openAsBlob(await this.#cache.localPath(ref.digest)));
    return ref;
  }

  async get(digest: string): Promise<Buffer> {
    await this.#fetchOnce(digest);
    return this.#cache.get(digest);
  }

  async localPath(digest: string): Promise<string> {
    await this.#fetchOnce(digest);
    return this.#cache.localPath(digest);
  }

  async has(digest: string): Promise<boolean> {
    return this.#request('HEAD', digest).then(
      () => true,
      (error: unknown) => {
        if (error instanceof ArtifactMissing) return false;
        throw error;
      },
    );
  }

  /** The ledger claims what a record names; here it is enough to ask. */
  claim(digest: string): Promise<boolean> {
    return this.has(digest);
  }

  async sizeOf(digest: string): Promise<number> {
    const response = await this.#request('HEAD', digest);
    const size = Number(response.headers.get('content-length') ?? Number.NaN);
    if (!Number.isSafeInteger(size)) throw new ArtifactServerError(response.status, `no size given for ${digest}`);
    return size;
  }

  async createReadStream(digest: string, range: ByteRange = {}): Promise<Readable> {
    await this.#fetchOnce(digest);
    return this.#cache.createReadStream(digest, range);
  }

  /** Makes the cache hold a sound copy; a copy that went bad is dropped and fetched again. */
  async #fetchOnce(digest: string): Promise<void> {
    try {
      await this.#cache.claim(digest);
      await this.#cache.localPath(digest);
      return;
    } catch (error) {
      if (error instanceof ArtifactDamaged) await this.#cache.remove(digest);
      else if (!(error instanceof ArtifactMissing)) throw error;
    }
    await this.#request('GET', digest, undefined, (response) => this.#receive(response, digest));
  }

  async #receive(response: Response, digest: string): Promise<void> {
    const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as ReadableStream<Uint8Array>);
    // A connection that breaks before anybody reads would otherwise be an error without a listener, and end the process.
    body.on('error', () => undefined);
    try {
      const { sizeBytes } = await this.#cache.putStream(body, { expectedDigest: digest });
      await this.#limit.added(sizeBytes);
    } catch (error) {
      if (error instanceof DigestMismatch) throw new ArtifactDamaged(digest, error.actualDigest);
      // What fetch throws when the connection breaks in the middle of a body.
      throw isNativeError(error) && error.name === 'TypeError'
        ? new ArtifactServerUnreachable(this.baseUrl, error)
        : error;
    }
  }

  async #upload(ref: ArtifactRef, body: Blob): Promise<void> {
    await this.#request('PUT', ref.digest, body);
  }

  /** Sends until it is answered for good, and reads the answer's body with `take`. */
  async #request(
    method: 'GET' | 'HEAD' | 'PUT',
    digest: string,
    body?: Blob,
    take: (response: Response) => Promise<unknown> = (response) => response.arrayBuffer(),
  ): Promise<Response> {
    checkDigest(digest);
    return inSpan(`artifact ${method}`, { kind: 'client', attributes: { 'codecsmith.artifact': digest } }, () =>
      this.#repeat(method, digest, body, take),
    );
  }

  async #repeat(
    method: 'GET' | 'HEAD' | 'PUT',
    digest: string,
    body: Blob | undefined,
    take: (response: Response) => Promise<unknown>,
  ): Promise<Response> {
    const { repeatAfterMs = REPEAT_AFTER_MS } = this.options;
    const once = async (): Promise<Response> => {
      const response = await this.#send(method, digest, body);
      if (!response.ok) await response.body?.cancel();
      this.#expectOk(response, digest);
      await take(response);
      return response;
    };
    const mayPass = (error: unknown, failures: number) => failures <= repeatAfterMs.length && isPassing(error);
    return retry(once, { pauseAfter: pausesOf(repeatAfterMs), mayPass });
  }

  async #send(method: 'GET' | 'HEAD' | 'PUT', digest: string, body?: Blob): Promise<Response> {
    const { token, timeoutMs = 120_000 } = this.options;
    const traceparent = currentTraceparent();
    const headers: Record<string, string> = {
      authorization: `Bearer ${typeof token === 'string' ? token : token()}`,
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
      ...(traceparent === undefined ? {} : { traceparent }),
    };
    const url = new URL(`api/v1/artifacts/${digest}`, withSlash(this.baseUrl));
    return fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    }).catch((error: unknown) => {
      throw new ArtifactServerUnreachable(this.baseUrl, error);
    });
  }

  #expectOk(response: Response, digest: string): void {
    if (response.ok) return;
    if (response.status === 404) throw new ArtifactMissing(digest);
    throw new ArtifactServerError(response.status, `the artifact server answered ${response.status} for ${digest}`);
  }
}

const isPassing = (error: unknown): boolean =>
  error instanceof ArtifactServerUnreachable ||
  (error instanceof ArtifactServerError && PASSING.includes(error.status));

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

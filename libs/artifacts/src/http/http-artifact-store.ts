import { openAsBlob } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream } from 'node:stream/web';
import { isNativeError } from 'node:util/types';
import { FileArtifactStore } from '../file/file-artifact-store.ts';
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
}

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

  constructor(
    readonly baseUrl: string,
    private readonly options: HttpArtifactStoreOptions,
  ) {
    this.#cache = new FileArtifactStore(options.cacheDir);
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
    const response = await this.#request('HEAD', digest);
    if (response.status === 404) return false;
    this.#expectOk(response, digest);
    return true;
  }

  async sizeOf(digest: string): Promise<number> {
    const response = await this.#request('HEAD', digest);
    this.#expectOk(response, digest);
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
      await this.#cache.localPath(digest);
      return;
    } catch (error) {
      if (error instanceof ArtifactDamaged) await this.#cache.remove(digest);
      else if (!(error instanceof ArtifactMissing)) throw error;
    }
    const response = await this.#request('GET', digest);
    this.#expectOk(response, digest);
    const body = Readable.fromWeb((response.body ?? new Blob([]).stream()) as ReadableStream<Uint8Array>);
    try {
      await this.#cache.putStream(body, { expectedDigest: digest });
    } catch (error) {
      throw error instanceof DigestMismatch ? new ArtifactDamaged(digest, error.actualDigest) : error;
    }
  }

  async #upload(ref: ArtifactRef, body: Blob): Promise<void> {
    this.#expectOk(await this.#request('PUT', ref.digest, body), ref.digest);
  }

  async #request(method: 'GET' | 'HEAD' | 'PUT', digest: string, body?: Blob): Promise<Response> {
    const { token, timeoutMs = 120_000 } = this.options;
    const headers: Record<string, string> = {
      authorization: `Bearer ${typeof token === 'string' ? token : token()}`,
      'accept-encoding': 'identity',
      ...(body === undefined ? {} : { 'content-type': 'application/octet-stream' }),
    };
    const url = new URL(`api/v1/artifacts/${checkDigest(digest)}`, withSlash(this.baseUrl));
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMs),
      ...(body === undefined ? {} : { body }),
    }).catch((error: unknown) => {
      throw new ArtifactServerUnreachable(this.baseUrl, error);
    });
    if (method !== 'GET') await response.arrayBuffer();
    return response;
  }

  #expectOk(response: Response, digest: string): void {
    if (response.ok) return;
    if (response.status === 404) throw new ArtifactMissing(digest);
    throw new ArtifactServerError(response.status, `the artifact server answered ${response.status} for ${digest}`);
  }
}

const withSlash = (url: string): string => (url.endsWith('/') ? url : `${url}/`);

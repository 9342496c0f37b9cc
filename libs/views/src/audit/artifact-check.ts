import { createHash } from 'node:crypto';
import { ArtifactDamaged, ArtifactMissing, type ArtifactStore } from '@codecsmith/artifacts';
import type { Fact } from '@codecsmith/kernel';
import { damage, type Finding } from './audit-report.ts';

type Store = Pick<ArtifactStore, 'sizeOf' | 'createReadStream'>;

/** Where a digest was named first, and its size where one was told with it. */
interface Naming {
  readonly position: number;
  readonly sizeBytes: number | undefined;
  /** Whether `verify` makes these bytes again: they may have been trimmed. */
  readonly remade: boolean;
}

/** What looking for the artifacts came to. */
export interface ArtifactFindings {
  readonly findings: readonly Finding[];
  /** Reconstructions that are not there and can be made again. */
  readonly trimmed: number;
}

/** Fields of facts that name bytes in the store; other digests (of a syntax tree) name none. */
const FIELDS = new Set(['digest', 'perFrame', 'curve', 'log', 'prompt', 'reply', 'lineMap']);
const AT_A_TIME = 16;

/** Collects the artifacts that facts name, and looks for each of them. */
export class ArtifactCheck {
  private readonly named = new Map<string, Naming>();

  apply(fact: Fact): void {
    const repeats = (fact.data as { deterministic?: unknown } | null)?.deterministic === true;
    this.collect(fact.data, { position: fact.position, repeats, remade: false });
  }

  /**
   * @param bytes whether to read every artifact and compute its digest again; else presence and size are looked at, and
   *   every read of an artifact proves its bytes anyway
   */
  async findings(store: Store, bytes = false): Promise<ArtifactFindings> {
    const findings: Finding[] = [];
    let trimmed = 0;
    const all = [...this.named];
    for (let from = 0; from < all.length; from += AT_A_TIME) {
      const checked = await Promise.all(all.slice(from, from + AT_A_TIME).map((one) => check(store, bytes, ...one)));
      for (const finding of checked) {
        if (finding === 'trimmed') trimmed += 1;
        else if (finding !== undefined) findings.push(finding);
      }
    }
    return { findings, trimmed };
  }

  private collect(value: unknown, place: Place): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      const remade = place.remade || (place.repeats && field === 'reconstruction');
      if (typeof inner === 'object') this.collect(inner, { ...place, remade });
      else if (typeof inner === 'string' && FIELDS.has(field)) this.note(inner, sizeBeside(value), place);
    }
  }

  private note(digest: string, sizeBytes: number | undefined, { position, remade }: Place): void {
    const before = this.named.get(digest);
    this.named.set(digest, {
      position: before?.position ?? position,
      sizeBytes: before?.sizeBytes ?? sizeBytes,
      remade: remade && (before?.remade ?? true),
    });
  }
}

interface Place {
  readonly position: number;
  /** Whether the codec of this fact gave the same bytes twice. */
  readonly repeats: boolean;
  readonly remade: boolean;
}

const sizeBeside = (value: object): number | undefined =>
  'sizeBytes' in value && typeof value.sizeBytes === 'number' ? value.sizeBytes : undefined;

async function check(
  store: Store,
  bytes: boolean,
  digest: string,
  { position, sizeBytes, remade }: Naming,
): Promise<Finding | 'trimmed' | undefined> {
  const what = `position ${position}: artifact ${digest}`;
  const found = (message: string): Finding => damage('artifact', position, `${what} ${message}`);
  try {
    const size = await store.sizeOf(digest);
    if (sizeBytes !== undefined && size !== sizeBytes)
      return found(`has ${size} bytes in the store, the fact says ${sizeBytes}`);
    const actual = bytes ? await sha256Of(await store.createReadStream(digest)) : digest;
    return actual === digest ? undefined : found(`is damaged: its bytes have sha256 ${actual}`);
  } catch (error) {
    if (error instanceof ArtifactMissing) return remade ? 'trimmed' : found('is not in the store');
    if (error instanceof ArtifactDamaged) return found(`is damaged: its bytes have sha256 ${error.actualDigest}`);
    return found(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function sha256Of(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

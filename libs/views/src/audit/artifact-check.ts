import { createHash } from 'node:crypto';
import { ArtifactDamaged, ArtifactMissing, type ArtifactStore } from '@codecsmith/artifacts';
import type { Fact } from '@codecsmith/kernel';
import { damage, type Finding } from './audit-report.ts';

type Store = Pick<ArtifactStore, 'sizeOf' | 'createReadStream'>;

/** Where a digest was named first, and its size where one was told with it. */
interface Naming {
  readonly position: number;
  readonly sizeBytes: number | undefined;
}

/** Fields of facts that name bytes in the store; other digests (of a syntax tree) name none. */
const FIELDS = new Set(['digest', 'perFrame', 'curve']);
const AT_A_TIME = 16;

/** Collects the artifacts that facts name, and looks for each of them. */
export class ArtifactCheck {
  private readonly named = new Map<string, Naming>();

  apply(fact: Fact): void {
    this.collect(fact.data, fact.position);
  }

  /**
   * @param bytes whether to read every artifact and compute its digest again; else presence and size are looked at, and
   *   every read of an artifact proves its bytes anyway
   */
  async findings(store: Store, bytes = false): Promise<Finding[]> {
    const findings: Finding[] = [];
    const all = [...this.named];
    for (let from = 0; from < all.length; from += AT_A_TIME) {
      const checked = await Promise.all(all.slice(from, from + AT_A_TIME).map((one) => check(store, bytes, ...one)));
      findings.push(...checked.filter((finding) => finding !== undefined));
    }
    return findings;
  }

  private collect(value: unknown, position: number): void {
    if (typeof value !== 'object' || value === null) return;
    for (const [field, inner] of Object.entries(value)) {
      if (typeof inner === 'object') this.collect(inner, position);
      else if (typeof inner === 'string' && FIELDS.has(field)) this.note(inner, sizeBeside(value), position);
    }
  }

  private note(digest: string, sizeBytes: number | undefined, position: number): void {
    const before = this.named.get(digest);
    if (before?.sizeBytes === undefined) {
      this.named.set(digest, { position: before?.position ?? position, sizeBytes });
    }
  }
}

const sizeBeside = (value: object): number | undefined =>
  'sizeBytes' in value && typeof value.sizeBytes === 'number' ? value.sizeBytes : undefined;

async function check(
  store: Store,
  bytes: boolean,
  digest: string,
  { position, sizeBytes }: Naming,
): Promise<Finding | undefined> {
  const what = `position ${position}: artifact ${digest}`;
  const found = (message: string): Finding => damage('artifact', position, `${what} ${message}`);
  try {
    const size = await store.sizeOf(digest);
    if (sizeBytes !== undefined && size !== sizeBytes)
      return found(`has ${size} bytes in the store, the fact says ${sizeBytes}`);
    const actual = bytes ? await sha256Of(await store.createReadStream(digest)) : digest;
    return actual === digest ? undefined : found(`is damaged: its bytes have sha256 ${actual}`);
  } catch (error) {
    if (error instanceof ArtifactMissing) return found('is not in the store');
    if (error instanceof ArtifactDamaged) return found(`is damaged: its bytes have sha256 ${error.actualDigest}`);
    return found(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

async function sha256Of(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of bytes) hash.update(chunk);
  return hash.digest('hex');
}

export { clearIncoming, FileArtifactStore, type StoredArtifact } from './file/file-artifact-store.ts';
export {
  ArtifactServerError,
  ArtifactServerUnreachable,
  HttpArtifactStore,
  type HttpArtifactStoreOptions,
} from './http/http-artifact-store.ts';
export {
  ArtifactDamaged,
  ArtifactError,
  ArtifactMissing,
  ArtifactTooLarge,
  DigestMismatch,
  InvalidDigest,
} from './port/artifact-errors.ts';
export type { ArtifactRef, ArtifactStore, ByteRange, PutStreamOptions } from './port/artifact-store.ts';
export { checkDigest, digestsIn, sha256Hex } from './port/digest.ts';
export { sweepArtifacts, type SweepCount, type SweepPlan, type SweepReport } from './sweep/sweep-artifacts.ts';

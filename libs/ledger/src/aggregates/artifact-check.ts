import type { ArtifactStore } from '@codecsmith/artifacts';
import { refuse, type Refusal } from '@codecsmith/kernel';

/** A field of a command that names an artifact; null names none. */
export type NamedArtifact = readonly [field: string, digest: string | null];

/** A record whose bytes are nowhere would be a promise that nobody can keep: the refusal names the first such field. */
export async function missingArtifact(
  artifacts: ArtifactStore,
  named: readonly NamedArtifact[],
): Promise<Refusal | undefined> {
  const checked = new Set<string>();
  for (const [field, digest] of named) {
    if (digest === null || checked.has(digest)) continue;
    checked.add(digest);
    if (await artifacts.claim(digest)) continue;
    return refuse('artifact_missing', `${field}: artifact ${digest} is not in the store; put it there first`, {
      field,
    });
  }
  return undefined;
}

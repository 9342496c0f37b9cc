import { ArtifactDamaged, ArtifactMissing } from '@codecsmith/artifacts';
import { MeasurementRefused } from './measurement-refused.ts';

/** Reads an artifact; damage or absence becomes a refusal that names it, any other failure passes through. */
export async function evidence<T>(
  read: () => Promise<T>,
  damaged: 'source_damaged' | 'artifact_damaged',
  place: MeasurementRefused['place'],
): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ArtifactDamaged) throw new MeasurementRefused(damaged, error.message, place);
    if (error instanceof ArtifactMissing) throw new MeasurementRefused('artifact_missing', error.message, place);
    throw error;
  }
}

import type { LabClient } from '@codecsmith/client';
import { clipTitle } from '@codecsmith/experiment';

/** What people call a clip of the lab: excerpts and variants by their clip and the cut. */
export type ClipNames = (name: string) => string;

export async function clipNames(client: Pick<LabClient, 'clips'>): Promise<ClipNames> {
  const clips = await client.clips();
  return (name) => clipTitle(name, clips);
}

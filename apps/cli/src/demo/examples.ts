import { basename, join } from 'node:path';
import { GALLERY } from '@codecsmith/codec';
import type { ExperimentCommandInput, LabClient } from '@codecsmith/client';
import { readCandidate, sourceOf } from '../experiments/candidate-file.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';
import { demoName } from './demo-name.ts';

type Request = ExperimentCommandInput<'request'>;

/** One example and how to ask for its experiment. */
export interface Example {
  readonly name: string;
  readonly request: Request;
  readonly commandId: string;
}

/** The codecs that newcomers read first: written by people, shipped with the lab. */
export async function examples(
  client: LabClient,
  where: Pick<Request, 'clips' | 'qualities' | 'limits'>,
): Promise<Example[]> {
  const all: Example[] = [];
  for (const { path } of GALLERY.filter(({ language }) => language === 'python')) {
    const candidate = await readCandidate(join(WORKSPACE_ROOT, path));
    const request = { source: await sourceOf(client, candidate), campaign: 'demo', ...where };
    all.push({ name: basename(path), request, commandId: demoName({ candidate: candidate.digest, ...where }) });
  }
  return all;
}

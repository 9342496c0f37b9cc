import { createHash } from 'node:crypto';
import { basename, join } from 'node:path';
import { GALLERY } from '@codecsmith/codec';
import type { ExperimentCommandInput, LabClient } from '@codecsmith/client';
import { canonicalJson } from '@codecsmith/kernel';
import { readCandidate, sourceOf } from '../experiments/candidate-file.ts';
import { WORKSPACE_ROOT } from '../workspace-root.ts';

type Request = ExperimentCommandInput<'request'>;

/** One candidate of the demo and how to ask for its experiment. */
export interface DemoCandidate {
  readonly name: string;
  /** Written by people, shipped with the lab: it must work. */
  readonly isExample: boolean;
  readonly request: Request;
  /** The same candidate on the same clips always has the same id, so a second demo finds the first one's work. */
  readonly commandId: string;
}

/** The gallery that newcomers read first, then candidates that the lab's own generator draws. */
export async function demoCandidates(
  client: LabClient,
  generated: number,
  where: Pick<Request, 'clips' | 'qualities' | 'limits'>,
): Promise<DemoCandidate[]> {
  const candidates: DemoCandidate[] = [];
  const add = (name: string, isExample: boolean, source: Request['source'], identity: unknown): void => {
    const commandId = `demo-${sha256(canonicalJson({ identity, ...where }))}`;
    candidates.push({ name, isExample, commandId, request: { source, campaign: 'demo', ...where } });
  };
  for (const { path } of GALLERY.filter(({ language }) => language === 'python')) {
    const candidate = await readCandidate(join(WORKSPACE_ROOT, path));
    add(basename(path), true, await sourceOf(client, candidate), candidate.digest);
  }
  for (let seed = 1; seed <= generated; seed += 1) {
    const source = { kind: 'generated', provider: 'template', seed: `demo-${seed}` } as const;
    add(`template ${seed}`, false, source, source);
  }
  return candidates;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

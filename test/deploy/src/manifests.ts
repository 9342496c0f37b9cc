import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { z } from 'zod';
import { DEPLOY } from './prometheus.ts';

const run = promisify(execFile);

const manifestSchema = z.looseObject({
  apiVersion: z.string(),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string(), labels: z.record(z.string(), z.string()).optional() }),
  spec: z.unknown().optional(),
});
export type Manifest = z.output<typeof manifestSchema>;

/** Whether `kubectl`, which holds kustomize, is installed here. */
export const hasKubectl = (): Promise<boolean> =>
  run('kubectl', ['version', '--client']).then(
    () => true,
    () => false,
  );

/** What kustomize makes of a folder of `deploy/kubernetes`. */
export async function render(folder: string): Promise<Manifest[]> {
  const { stdout } = await run('kubectl', ['kustomize', join(DEPLOY, 'kubernetes', folder)]);
  return parseAllDocuments(stdout).map((document) => manifestSchema.parse(document.toJS()));
}

interface Validated {
  validate(): void;
}
type Model = new (data: object) => Validated;

/** The schema of a kind, as the authors of Kubernetes and KEDA publish it. */
async function modelOf({ apiVersion, kind }: Manifest): Promise<Model> {
  const vendor = apiVersion.startsWith('keda.sh/') ? '@kubernetes-models/keda' : 'kubernetes-models';
  const kinds = (await import(`${vendor}/${apiVersion}`)) as Record<string, Model | undefined>;
  const model = kinds[kind];
  if (model === undefined) throw new Error(`${vendor} knows no ${apiVersion} ${kind}`);
  return model;
}

/** @throws Error naming the field that the official schema does not allow */
export async function checkManifest(manifest: Manifest): Promise<void> {
  const model = await modelOf(manifest);
  new model(manifest).validate();
}

import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import openapiTS, { astToString } from 'openapi-typescript';
import { differences } from './documents/documented.testing.ts';
import { addSmallClip, startSmallLab, type SmallLab } from './small-lab.testing.ts';

const run = promisify(execFile);
const folder = fileURLToPath(new URL('../test-results/generated-client', import.meta.url));
const PYTHON_CLIENT = fileURLToPath(new URL('../../../clients/python', import.meta.url));
const compiler = fileURLToPath(new URL('../../../node_modules/typescript/bin/tsc', import.meta.url));

/** What a stranger would write with a client that was generated from the document. */
const PROGRAM = `
import createClient from 'openapi-fetch';
import type { components, paths } from './api.ts';

const [baseUrl, token] = process.argv.slice(2);
const client = createClient<paths>({ baseUrl: baseUrl!, headers: { authorization: \`Bearer \${token}\` } });

const { data: accepted } = await client.POST('/api/v1/experiments', {
  body: { source: { kind: 'generated', seed: 'stranger' }, clips: ['small'], qualities: [20, 40] },
});
const { data: page } = await client.GET('/api/v1/experiments', { params: { query: { limit: 10 } } });
if (accepted === undefined || page === undefined) throw new Error('no answer');
const [first]: components['schemas']['ExperimentSummary'][] = page.items;
const next: string | null = page.next;
const { error } = await client.GET('/api/v1/experiments/{id}', { params: { path: { id: 'exp-none' } } });
const phase: string | undefined = first?.phase;
console.log(JSON.stringify({ same: first?.experimentId === accepted.aggregateId, phase, next, code: error?.code }));
`;
const COMPILER_OPTIONS = {
  ...{ strict: true, noEmit: true, skipLibCheck: true, allowImportingTsExtensions: true },
  ...{ target: 'esnext', module: 'nodenext', types: ['node'] },
};

describe('the OpenAPI document', () => {
  let lab: SmallLab;
  let generated: string;

  beforeAll(async () => {
    lab = await startSmallLab();
    await addSmallClip(lab);
    generated = astToString(await openapiTS(new URL(`${lab.url}/api/openapi.json`)));
    await mkdir(folder, { recursive: true });
    await writeFile(`${folder}/package.json`, '{"type":"module"}');
    await writeFile(`${folder}/tsconfig.json`, JSON.stringify({ compilerOptions: COMPILER_OPTIONS }));
    await writeFile(`${folder}/api.ts`, generated);
    await writeFile(`${folder}/main.ts`, PROGRAM);
  });
  afterAll(async () => {
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  });

  it('gives every answer a body', () => {
    expect(generated).toContain('ExperimentPage');
    expect(generated).not.toContain('content?: never');
  });

  it('makes a client with a public generator that compiles and lists experiments', async () => {
    const compiled = run(process.execPath, [compiler, '-p', folder]);
    expect(await compiled.catch(({ stdout }: { stdout: string }) => stdout)).toEqual({ stdout: '', stderr: '' });
    const { stdout } = await run(process.execPath, [`${folder}/main.ts`, lab.url, lab.tokenOf('submitter')]);
    expect(JSON.parse(stdout)).toEqual({ same: true, phase: 'drafting', next: null, code: 'unknown_experiment' });
  });

  it('says of every list and document what they hold, field by field', async () => {
    const client = lab.client('operator');
    const source = { kind: 'generated' as const, seed: 'described' };
    const { aggregateId } = await client.requestExperiment({ source, clips: ['small'], campaign: 'group' });
    await client.requestExperiment({ source: { ...source, seed: 'other' }, clips: ['small'], campaign: 'group' });
    await client.cancelExperiment(aggregateId);
    const { aggregateId: campaign } = await client.startCampaign({ clips: ['small'], budget: { evaluations: 2 } });
    const addresses = [
      ['/api/v1/experiments'],
      ['/api/v1/experiments/{id}', `/api/v1/experiments/${aggregateId}`],
      ['/api/v1/experiments/{id}/facts', `/api/v1/experiments/${aggregateId}/facts`],
      ['/api/v1/campaigns'],
      ['/api/v1/campaigns/{id}', `/api/v1/campaigns/${campaign}`],
      ['/api/v1/campaigns/{id}/facts', `/api/v1/campaigns/${campaign}/facts`],
      ['/api/v1/clips'],
      ['/api/v1/curves', '/api/v1/curves?clip=small'],
      ['/api/v1/facts'],
      ['/api/v1/progress'],
      ['/api/v1/quarantine'],
      ['/api/v1/status'],
      ['/api/v1/tokens'],
      ['/health/live'],
      ['/health/ready'],
    ] as const;
    const found: Record<string, string[]> = {};
    for (const [route, address] of addresses) found[route] = await differences(lab, route, address);
    expect(found).toEqual(Object.fromEntries(addresses.map(([route]) => [route, []])));
  });

  it('is what the Python client takes its types from', async () => {
    const written = `${folder}/schema.py`;
    await run('python3', [`${PYTHON_CLIENT}/tools/write_schema.py`, `${lab.url}/api/openapi.json`, written]);
    // Otherwise run tools/write_schema.py with the address of a running lab.
    expect(await readFile(`${PYTHON_CLIENT}/src/codecsmith/schema.py`, 'utf8')).toBe(await readFile(written, 'utf8'));
  });
});

import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const rootPath = (path: string): string => fileURLToPath(new URL(`../../../${path}`, import.meta.url));

const OPTIONS = {
  strict: true,
  target: 'es2024',
  module: 'nodenext',
  lib: ['es2024', 'dom'],
  types: [],
  outDir: 'out',
};
const PROGRAM = `
import { commandMessage, knownFact, LabClient, type Fact } from '@codecsmith/client';
export const lab = new LabClient({ baseUrl: 'http://127.0.0.1:8080', token: 'secret' });
export const scoreOf = (fact: Fact): number | undefined => {
  const known = knownFact(fact);
  return known?.type === 'ChampionCrowned' ? known.data.score : undefined;
};
// @ts-expect-error -- quality is a number
commandMessage('experiment', 'request', { source: { kind: 'generated', seed: '1' }, clips: ['a'], qualities: ['1'] }, { id: '1' });
const { subject } = commandMessage('campaign', 'stop', {}, { id: '2', aggregateId: 'c' }, 'ask');
console.log(subject);
`;

describe('the package of the client', () => {
  let program: string;
  let manifest: { private?: boolean; dependencies: Record<string, string> };

  beforeAll(async () => {
    program = await mkdtemp(join(tmpdir(), 'codecsmith-client-'));
    const installed = join(program, 'node_modules', '@codecsmith', 'client');
    await mkdir(installed, { recursive: true });
    await run(process.execPath, [rootPath('libs/client/tools/make-package.mjs'), join(program, 'package')]);
    await run('npm', ['pack', '--pack-destination', program], { cwd: join(program, 'package') });
    await run('tar', ['-xzf', 'codecsmith-client-0.1.0.tgz', '-C', installed, '--strip-components=1'], {
      cwd: program,
    });
    manifest = JSON.parse(await readFile(join(installed, 'package.json'), 'utf8')) as typeof manifest;
    for (const name of Object.keys(manifest.dependencies)) {
      await symlink(rootPath(`node_modules/${name}`), join(program, 'node_modules', name));
    }
    await writeFile(join(program, 'package.json'), '{ "type": "module" }');
    await writeFile(
      join(program, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: OPTIONS, files: ['program.ts'] }),
    );
    await writeFile(join(program, 'program.ts'), PROGRAM);
  });
  afterAll(() => rm(program, { recursive: true, force: true }));

  it('may be published, and needs the very versions that the lab runs with', async () => {
    const root = JSON.parse(await readFile(rootPath('package.json'), 'utf8')) as typeof manifest;
    expect(manifest.private).toBeUndefined();
    expect(manifest.dependencies).toEqual({
      canonicalize: root.dependencies['canonicalize'],
      'd3-dsv': root.dependencies['d3-dsv'],
      'eventsource-parser': root.dependencies['eventsource-parser'],
      zod: root.dependencies['zod'],
    });
  });

  it('types and runs a program that has nothing but it', async () => {
    await run(process.execPath, [rootPath('node_modules/typescript/bin/tsc'), '-p', program]);
    const { stdout } = await run(process.execPath, [join(program, 'out', 'program.js')]);
    expect(stdout).toBe('lab.v1.ask.campaign.stop\n');
  });
});

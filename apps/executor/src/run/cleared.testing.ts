import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { authorLine, createSanitizer, type Sanitizer } from '@codecsmith/sanitizer';
import { loadEngines } from '@codecsmith/sanitizer/wasm';
import type { Language } from '@codecsmith/codec';
import { codeckitJavaScriptPath, codeckitPath } from '@codecsmith/codeckit';
import { offeredModules, openJail, type Jail, type OfferedModules } from '@codecsmith/jail';
import type { CandidateRun, CandidateToRun, ClipToRun } from './candidate-run.ts';
import { runCandidate } from './run-candidate.ts';

const PRELOADABLE = ['torch', 'cv2', 'PIL'];

/** Moving stripes, the same at every call; I420 planes as a clip is stored. */
async function makeClip(folder: string, width: number, height: number, frames: number): Promise<ClipToRun> {
  const chroma = Math.ceil(width / 2) * Math.ceil(height / 2);
  const planes = new Uint8Array((width * height + 2 * chroma) * frames).map((_, index) => 60 + ((index * 7) % 120));
  const digest = createHash('sha256').update(planes).digest('hex');
  const path = join(folder, `${digest}.planes`);
  await writeFile(path, planes);
  const shape = { width, height, fps: { num: 25, den: 1 }, frames, matrix: null, range: null };
  return { record: { digest, ...shape }, planes: path };
}

/** The first frames of a Y4M file, without the marks between them. */
async function readClip(folder: string, file: string, frames: number): Promise<ClipToRun> {
  const bytes = await readFile(file);
  const head = bytes.indexOf(LINE_END);
  const [, width, height] = (/ W(\d+) H(\d+)/u.exec(bytes.toString('latin1', 0, head)) ?? []).map(Number);
  if (width === undefined || height === undefined) throw new Error(`${file} is no Y4M file`);
  const size = width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);
  const planes = Array.from({ length: frames }, (_, at) => {
    const from = head + 1 + at * (FRAME_MARK + size) + FRAME_MARK;
    return bytes.subarray(from, from + size);
  });
  const path = join(folder, 'clip.planes');
  await writeFile(path, Buffer.concat(planes));
  const digest = createHash('sha256').update(Buffer.concat(planes)).digest('hex');
  const shape = { width, height, fps: { num: 50, den: 1 }, frames, matrix: null, range: null };
  return { record: { digest, ...shape }, planes: path };
}

const LINE_END = 10;
const FRAME_MARK = 'FRAME\n'.length;

/** From an author's file to its runs: what the sanitizer and the executor do, without what lies between them. */
export class Workbench {
  private constructor(
    readonly folder: string,
    readonly jail: Jail,
    readonly modules: OfferedModules,
    private readonly sanitizer: Sanitizer,
  ) {}

  static async open(): Promise<Workbench> {
    const folder = await mkdtemp(join(tmpdir(), 'codecsmith-bench-'));
    await chmod(folder, 0o755);
    const codeckit = { python: codeckitPath(), javascript: codeckitJavaScriptPath() };
    const jail = await openJail({ home: join(folder, 'jail'), codeckit });
    return new Workbench(folder, jail, await offeredModules(), await createSanitizer(loadEngines()));
  }

  async close(): Promise<void> {
    await this.jail.close();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** @throws Error when the sanitizer refuses the file, with its first reason */
  clear(source: string, language: Language): CandidateToRun {
    const cleared = this.sanitizer.sanitize(source, { language, modules: this.modules });
    if (!cleared.cleared) {
      const { rule, line, message } = cleared.violations[0] ?? {};
      throw new Error(`refused: ${rule}, line ${line}: ${message}`);
    }
    const { api, color, track, needs, imports, code, lineMap } = cleared;
    const lines = code.split('\n').map((_, index) => authorLine(lineMap, index + 1) ?? index + 1);
    const wanted: readonly string[] = [...needs, ...imports];
    const preload = PRELOADABLE.filter((name) => wanted.includes(name));
    return { language, api, color, track, code, lineMap: lines, preload };
  }

  async run(
    candidate: CandidateToRun,
    { width = 33, height = 17, frames = 4, qualities = [50], limits = {}, checkBehaviour = false } = {},
  ): Promise<CandidateRun> {
    const workFolder = await mkdtemp(join(this.folder, 'work-'));
    const clips = [await makeClip(workFolder, width, height, frames)];
    const common = { jail: this.jail, candidate, clips, qualities, seed: 1, workFolder };
    return runCandidate({ ...common, limits, checkBehaviour });
  }

  /** Runs it on the first frames of a Y4M file of 8 bits in 4:2:0. */
  async runFile(candidate: CandidateToRun, file: string, frames: number, qualities: number[]): Promise<CandidateRun> {
    const workFolder = await mkdtemp(join(this.folder, 'work-'));
    const clips = [await readClip(workFolder, file, frames)];
    const common = { jail: this.jail, candidate, clips, qualities, seed: 1, workFolder };
    return runCandidate({ ...common, limits: {}, checkBehaviour: false });
  }
}

/** Does `work` for every item, two at a time, and lets each be awaited alone. */
export function twoAtATime<Item, Result>(
  items: readonly Item[],
  work: (item: Item) => Promise<Result>,
): Map<Item, Promise<Result>> {
  const results = new Map<Item, Promise<Result>>();
  const lanes: Promise<unknown>[] = [Promise.resolve(), Promise.resolve()];
  items.forEach((item, index) => {
    const result = (lanes[index % 2] ?? Promise.resolve()).then(() => work(item));
    lanes[index % 2] = result.catch(() => undefined); // told to whoever awaits the result
    results.set(item, result);
  });
  return results;
}

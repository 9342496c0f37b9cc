import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileArtifactStore } from '@codecsmith/artifacts';
import { isMetric, METRIC_NAMES, type MetricValues } from '@codecsmith/quality';
import type { Assumption } from '../clips/clip-record.ts';
import { pixelFormatOf, planarName } from '../commands/pixel-format.ts';
import { toolVersions, type ToolVersions } from './vmaf-tool.ts';
import { ClipRefused } from './clip-refused.ts';
import type { DecodedVideo } from './decode-video.ts';
import { barePlanes, holdsBarePlanes, importVideo, type ImportVideoOptions, type RawLayout } from './import-clip.ts';
import type { MediaTools } from './media-tools.ts';
import {
  absentMetrics,
  frameMetrics,
  measurePlanes,
  type FrameMetrics,
  type PlanesMeasurement,
} from './measure-planes.ts';

export interface MeasureFilesOptions {
  /** Layout of files of bare planes (`.yuv`, `.raw`, `.i420`); such a file otherwise takes the other one's. */
  readonly raw?: RawLayout;
  /** Cap on each file's decoded bytes. */
  readonly maxBytes?: number;
  /** Folder for the decoded planes, removed at the end. */
  readonly workFolder?: string;
  readonly tools?: MediaTools;
  readonly signal?: AbortSignal;
}

/** The document of `codecsmith measure --json`. */
export interface FilesMeasurement {
  readonly width: number;
  readonly height: number;
  readonly frames: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly pixelFormat: string;
  readonly lossless: boolean;
  /** Of the distorted file, sound and container included, where it is a coded one: not the lab's own count. */
  readonly bytes?: number;
  readonly kbps?: number;
  readonly bpp?: number;
  /** By exact name; null where planes are equal. */
  readonly metrics: Partial<MetricValues>;
  /** Why a metric is not there. */
  readonly absent: Readonly<Record<string, string>>;
  readonly warnings: readonly string[];
  /** What was assumed about either file, or changed before the comparison. */
  readonly assumptions: Readonly<Record<'reference' | 'distorted', readonly Assumption[]>>;
  readonly perFrame: readonly FrameMetrics[];
  readonly tools: ToolVersions;
}

/**
 * Measures a distorted file against its reference, raw or in a container, without a running lab.
 *
 * @throws ClipRefused when a file cannot be read or the two do not match, naming the field and both values
 */
export async function measureFiles(
  reference: string,
  distorted: string,
  options: MeasureFilesOptions = {},
): Promise<FilesMeasurement> {
  const folder = await mkdtemp(join(options.workFolder ?? tmpdir(), 'measure-'));
  try {
    const store = new FileArtifactStore(folder);
    const [ref, dis] = await importPair(store, reference, distorted, options);
    checkAlike(ref, dis);
    const measured = await measurePlanes({
      ...{ width: ref.width, height: ref.height, frames: ref.frames, fps: ref.fps },
      pixelFormat: planarName(ref.planes),
      reference: await store.localPath(ref.digest),
      distorted: await store.localPath(dis.digest),
      ...(options.tools === undefined ? {} : { tools: options.tools }),
      signal: options.signal,
    });
    return documentOf([ref, dis], measured, warningsOf(ref, dis), await toolVersions(options.tools));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** A file as planes, with where it stands in the pair. */
type Measured = DecodedVideo & { readonly sourceBytes: number };

/** The reference keeps its planes, of 8 to 16 bits and any chroma; the distorted file is brought to the same ones. */
async function importPair(
  store: FileArtifactStore,
  reference: string,
  distorted: string,
  options: MeasureFilesOptions,
): Promise<[Measured, Measured]> {
  const load = (file: string, name: string, target: ImportVideoOptions['target'], raw: RawLayout | undefined) =>
    loadFile(file, { ...options, store, target, name, raw });
  if (holdsBarePlanes(reference) && !holdsBarePlanes(distorted) && options.raw === undefined) {
    const dis = await load(distorted, 'distorted', ownPlanes, undefined);
    return [await load(reference, 'reference', () => dis.planes, layoutOf(dis)), dis];
  }
  const ref = await load(reference, 'reference', ownPlanes, options.raw);
  return [ref, await load(distorted, 'distorted', () => ref.planes, options.raw ?? layoutOf(ref))];
}

/** The planes that a format holds; RGB and rare chroma become 4:4:4. */
const ownPlanes: ImportVideoOptions['target'] = ({ chroma, depth }) => ({
  chroma: chroma === 'other' ? '444' : chroma,
  depth,
});

interface LoadOptions extends Omit<MeasureFilesOptions, 'raw'> {
  readonly store: FileArtifactStore;
  readonly target: ImportVideoOptions['target'];
  readonly name: string;
  readonly raw: RawLayout | undefined;
}

/** A layout describes a file of bare planes: by its name, or because nothing else can be read in it. */
async function loadFile(
  file: string,
  { name, raw, maxBytes = 64 * 2 ** 30, ...options }: LoadOptions,
): Promise<Measured> {
  const common = { ...options, maxBytes };
  if (holdsBarePlanes(file)) {
    if (raw === undefined) throw barePlanes(`${name} ${file}`);
    return importVideo(file, { ...common, raw });
  }
  return importVideo(file, common).catch((error: unknown) => {
    if (!(error instanceof ClipRefused)) throw error;
    // Frames are compared by index: a rate that is missing changes no number.
    if (error.code === 'no_frame_rate') return importVideo(file, { ...common, fps: raw?.fps ?? { num: 25, den: 1 } });
    if (error.code === 'unreadable' && raw !== undefined) return importVideo(file, { ...common, raw });
    throw error;
  });
}

const layoutOf = ({ width, height, planes, fps }: Measured): RawLayout => ({
  ...{ width, height, fps },
  pixelFormat: planarName(planes),
});

function checkAlike(ref: Measured, dis: Measured): void {
  for (const field of ['width', 'height', 'frames'] as const) {
    if (ref[field] === dis[field]) continue;
    throw new ClipRefused('wrong_size', `${field} differs: reference ${ref[field]}, distorted ${dis[field]}`);
  }
}

/** What differs between the two besides their samples. */
function warningsOf(ref: Measured, dis: Measured): string[] {
  const tags = (['matrix', 'range'] as const)
    .filter((tag) => ref[tag] !== null && dis[tag] !== null && ref[tag] !== dis[tag])
    .map((tag) => `${tag} tags differ: reference ${ref[tag]}, distorted ${dis[tag]}; planes were compared as they are`);
  const traits = [
    ['frame rates', (each: Measured) => shownRate(each.fps), 'frames were compared by index'],
    ['formats', (each: Measured) => shownFormat(each), `both were compared as ${planarName(ref.planes)}`],
    ['scans', (each: Measured) => each.stream.scan, 'frames were compared as they are'],
  ] as const;
  return [
    ...tags,
    ...traits
      .filter(([, of]) => of(ref) !== of(dis))
      .map(([what, of, how]) => `${what} differ: reference ${of(ref)}, distorted ${of(dis)}; ${how}`),
  ];
}

const shownRate = ({ num, den }: Measured['fps']): string => String(Math.round((num / den) * 1000) / 1000);

function shownFormat({ stream }: Measured): string {
  const format = pixelFormatOf(stream.pixelFormat);
  const model = format?.model === 'rgb' ? 'RGB' : `4:${[...(format?.chroma ?? '').slice(1)].join(':')}`;
  return `${model} of ${format?.depth} bits`;
}

/** Chroma that is not there has no metric. */
const CHROMA = ['psnr_u', 'psnr_v', 'psnr_yuv611', 'psnr_yuv611_mse', 'psnr_u_libvmaf', 'psnr_v_libvmaf'];

function documentOf(
  clips: readonly [Measured, Measured],
  measured: PlanesMeasurement,
  warnings: string[],
  tools: ToolVersions,
): FilesMeasurement {
  const [ref, dis] = clips;
  const { psnr, perceived, ssim, further } = measured;
  const { width, height, frames, fps } = ref;
  const isGray = ref.planes.chroma === '400';
  const values = Object.entries({ ...psnr, ...perceived.values, ...ssim, ...further.values }).filter(
    ([name, value]) => value !== undefined && isMetric(name) && !(isGray && CHROMA.includes(name)),
  );
  return {
    ...{ width, height, frames, fps, pixelFormat: planarName(ref.planes), lossless: psnr.lossless },
    ...rateOf(dis),
    metrics: Object.fromEntries(METRIC_NAMES.flatMap((name) => values.filter(([each]) => each === name))),
    absent: {
      ...absentMetrics(measured),
      ...(isGray && Object.fromEntries(CHROMA.map((name) => [name, 'there is no chroma']))),
    },
    warnings,
    assumptions: { reference: ref.assumptions, distorted: dis.assumptions },
    perFrame: frameMetrics(measured).map((frame) =>
      isGray ? Object.fromEntries(Object.entries(frame).filter(([name]) => !CHROMA.includes(name))) : frame,
    ),
    tools,
  };
}

/** What the distorted file costs, where it is a coded one. */
function rateOf({ source, sourceBytes: bytes, frames, fps, width, height }: Measured) {
  if (source.codec === 'rawvideo') return {};
  const bits = bytes * 8;
  return { bytes, kbps: (bits * fps.num) / (frames * fps.den * 1000), bpp: bits / (width * height * frames) };
}

import type { Assumption, SourceMedia } from '../clips/clip-record.ts';
import { colorOf, type ColorSpec } from '../commands/color.ts';
import { planarName, type PixelFormat, type PlanarFormat } from '../commands/pixel-format.ts';
import type { FoundRate } from './frame-times.ts';
import type { VideoStream } from './probe-file.ts';
import type { Rational } from './tool-log.ts';

/** Codecs that keep every sample; any other counts as lossy, whatever its mode. */
const LOSSLESS = new Set([
  ...[
    'rawvideo',
    'v210',
    'v410',
    'r210',
    'v308',
    'v408',
    'yuv4',
    'r10k',
    'ffv1',
    'huffyuv',
    'hymt',
    'ffvhuff',
    'utvideo',
  ],
  ...[
    'magicyuv',
    'lagarith',
    'png',
    'apng',
    'tiff',
    'bmp',
    'qtrle',
    'zmbv',
    'flashsv',
    'dpx',
    'sgi',
    'targa',
    'mszh',
    'zlib',
  ],
]);

/** What a stream was before it became planes. */
export const sourceOf = ({ demuxer, codec, pixelFormat, bitrateKbps }: VideoStream): SourceMedia => ({
  ...{ container: demuxer, codec, pixelFormat, bitrateKbps },
  lossy: !LOSSLESS.has(codec),
});

/** What the pictures of a stream become. */
export interface Becoming {
  readonly format: PixelFormat;
  readonly target: PlanarFormat;
  /** Of the planes; null where it is assumed. */
  readonly matrix: string | null;
  readonly range: string | null;
}

/** Everything that a stream's format makes the lab assume or change. */
export function formatAssumptions(stream: VideoStream, { format, target, matrix, range }: Becoming): Assumption[] {
  const { pixelFormat } = stream;
  const color = colorOf({ height: stream.height, matrix, range });
  const found: (Assumption | undefined)[] = [
    rgbAssumption(stream, format, target, color),
    format.model === 'yuv' && matrix === null ? matrixAssumed(color, stream.height) : undefined,
    format.model !== 'rgb' && range === null
      ? note('range_assumed', 'no range tag: limited range is assumed')
      : undefined,
    chromaAssumption(pixelFormat, format, target),
    depthAssumption(format, target),
    format.alpha || stream.hiddenAlpha
      ? note('alpha_dropped', 'alpha is dropped; colours under transparent parts stay as they are stored')
      : undefined,
    ...shapeAssumptions(stream),
  ];
  return found.filter((each) => each !== undefined);
}

const note = (code: string, message: string): Assumption => ({ code, message });

const matrixAssumed = ({ matrix }: ColorSpec, height: number): Assumption =>
  note(
    'matrix_assumed',
    `no matrix tag: ${matrix} is assumed, as players do ${height < 720 ? 'below' : 'from'} 720 lines`,
  );

function rgbAssumption({ pixelFormat }: VideoStream, format: PixelFormat, target: PlanarFormat, color: ColorSpec) {
  if (format.model !== 'rgb') return undefined;
  const range = color.range === 'tv' ? 'limited' : 'full';
  return note(
    'rgb_converted',
    `${pixelFormat} is RGB: converted to ${planarName(target)} by ${color.matrix} in ${range} range`,
  );
}

function chromaAssumption(name: string, format: PixelFormat, target: PlanarFormat): Assumption | undefined {
  if (format.chroma === target.chroma || format.model === 'rgb') return undefined;
  if (format.chroma === '400') return note('no_chroma', `${name} holds no chroma: it gets the middle value`);
  return note(
    'chroma_converted',
    `${name} becomes ${planarName(target)}: its chroma is brought to 4:${target.chroma.slice(1).split('').join(':')}`,
  );
}

function depthAssumption(format: PixelFormat, target: PlanarFormat): Assumption | undefined {
  if (format.depth === target.depth) return undefined;
  return note('depth_changed', `samples of ${format.depth} bits are brought to ${target.depth}`);
}

function shapeAssumptions(stream: VideoStream): (Assumption | undefined)[] {
  const { rotation, sampleAspect, scan, transferTag, videoStreams } = stream;
  const isSquare = sampleAspect.num === sampleAspect.den;
  const isHdr = transferTag === 'smpte2084' || transferTag === 'arib-std-b67';
  return [
    rotation === 0 ? undefined : note('rotated', `rotated by ${rotation} degrees, as the container asks`),
    isSquare
      ? undefined
      : note('pixel_aspect', `pixels of ${sampleAspect.num}:${sampleAspect.den} are taken as squares`),
    scan === 'progressive' ? undefined : note('interlaced', `interlaced, ${scan}: both fields stay in their frame`),
    isHdr
      ? note('transfer_kept', `transfer ${transferTag}: samples stay as they are, nothing maps their tones`)
      : undefined,
    videoStreams > 1 ? note('first_stream', `the first of ${videoStreams} video streams is taken`) : undefined,
  ];
}

const shown = ({ num, den }: Rational): string => String(Math.round((num / den) * 1000) / 1000);

/** What is assumed of the rate: it was given, or averaged. */
export function rateAssumption(found: FoundRate | undefined, given: Rational | undefined): Assumption | undefined {
  if (given !== undefined) {
    if (found?.fps.num === given.num && found.fps.den === given.den) return undefined;
    return note(
      'rate_given',
      `${shown(given)} frames a second as given; the file says ${found ? shown(found.fps) : 'nothing'}`,
    );
  }
  if (found?.gapsMs === undefined) return undefined;
  const { least, most } = found.gapsMs;
  const gaps = `${Math.round(least)} to ${Math.round(most)} ms apart`;
  return note(
    'rate_averaged',
    `frames are ${gaps}: every frame is kept, at their average of ${shown(found.fps)} a second`,
  );
}

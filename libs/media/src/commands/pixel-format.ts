/** Chroma of planes: `400` has none. */
export type Chroma = '400' | '420' | '422' | '444';

/** What a pixel format of ffmpeg holds. */
export interface PixelFormat {
  readonly model: 'yuv' | 'gray' | 'rgb';
  /** `other`: 4:1:1, 4:1:0, 4:4:0. */
  readonly chroma: Chroma | 'other';
  /** Bits of a sample. */
  readonly depth: number;
  readonly alpha: boolean;
  /** The name itself says full range. */
  readonly fullRange: boolean;
}

type Reading = readonly [RegExp, (groups: readonly (string | undefined)[]) => Omit<PixelFormat, 'fullRange'>];

const yuv = (chroma: string, depth: number, alpha = false): Omit<PixelFormat, 'fullRange'> => ({
  model: 'yuv',
  chroma: chroma === '420' || chroma === '422' || chroma === '444' ? chroma : 'other',
  ...{ depth, alpha },
});
const gray = (depth: number, alpha = false) => ({ model: 'gray', chroma: '400', depth, alpha }) as const;
const rgb = (depth: number, alpha = false) => ({ model: 'rgb', chroma: '444', depth, alpha }) as const;
const bits = (text: string | undefined): number => (text === undefined ? 8 : Number(text));

/** Names that follow a rule, then those that follow none. */
const READINGS: readonly Reading[] = [
  [/^yuv(a|j)?(4\d\d)p(\d+)?(?:le|be)?$/, ([, mark, chroma = '', depth]) => yuv(chroma, bits(depth), mark === 'a')],
  [/^(?:nv12|nv21)$/, () => yuv('420', 8)],
  [/^(?:nv16|yuyv422|uyvy422|yvyu422)$/, () => yuv('422', 8)],
  [/^(?:nv24|nv42|vuyx)$/, () => yuv('444', 8)],
  [/^vuya$/, () => yuv('444', 8, true)],
  [/^nv20(?:le|be)$/, () => yuv('422', 10)],
  [/^uyyvyy411$/, () => yuv('411', 8)],
  [
    /^p([024])(1\d)(?:le|be)$/,
    ([, kind, depth]) => yuv(kind === '0' ? '420' : kind === '2' ? '422' : '444', bits(depth)),
  ],
  [/^y2(1\d)(?:le|be)$/, ([, depth]) => yuv('422', bits(depth))],
  [/^xv3(0|6)(?:le|be)$/, ([, kind]) => yuv('444', kind === '0' ? 10 : 12)],
  [/^ayuv64(?:le|be)$/, () => yuv('444', 16, true)],
  [/^gray(\d+)?(?:le|be)?$/, ([, depth]) => gray(bits(depth))],
  [/^ya(8|16)(?:le|be)?$/, ([, depth]) => gray(bits(depth), true)],
  [/^mono[wb]$/, () => gray(8)],
  [/^gbr(a)?p(\d+)?(?:le|be)?$/, ([, alpha, depth]) => rgb(bits(depth), alpha === 'a')],
  [/^(?:rgb|bgr)(?:24|0|8|4|4_byte|444(?:le|be)|555(?:le|be)|565(?:le|be))$/, () => rgb(8)],
  [/^(?:0rgb|0bgr|pal8)$/, () => rgb(8)],
  [/^(?:rgba|bgra|argb|abgr)$/, () => rgb(8, true)],
  [/^(?:rgb|bgr)48(?:le|be)$/, () => rgb(16)],
  [/^(?:rgba|bgra)64(?:le|be)$/, () => rgb(16, true)],
  [/^x2(?:rgb|bgr)10(?:le|be)$/, () => rgb(10)],
];

/** What a pixel format of ffmpeg holds, or undefined where that is not known here. */
export function pixelFormatOf(name: string): PixelFormat | undefined {
  for (const [pattern, read] of READINGS) {
    const match = pattern.exec(name);
    if (match !== null) return { ...read(match), fullRange: name.startsWith('yuvj') };
  }
  return undefined;
}

/** Planes as they are stored and measured: little-endian words above 8 bit. */
export interface PlanarFormat {
  readonly chroma: Chroma;
  readonly depth: number;
}

/** ffmpeg's name of it. */
export const planarName = ({ chroma, depth }: PlanarFormat): string =>
  `${chroma === '400' ? 'gray' : `yuv${chroma}p`}${depth === 8 ? '' : `${depth}le`}`;

/** Bytes of a frame. The chroma of an odd side is rounded up. */
export function planarBytes({ chroma, depth }: PlanarFormat, width: number, height: number): number {
  const samples = width * height + 2 * chromaSamples(chroma, width, height);
  return samples * (depth === 8 ? 1 : 2);
}

/** Samples of one chroma plane. */
function chromaSamples(chroma: Chroma, width: number, height: number): number {
  if (chroma === '400') return 0;
  return (chroma === '444' ? width : Math.ceil(width / 2)) * (chroma === '420' ? Math.ceil(height / 2) : height);
}

/** Formats that bare planes may have, by ffmpeg's names. */
export const BARE_FORMATS = [
  ...['yuv420p', 'yuv422p', 'yuv444p', 'yuv420p10le', 'yuv422p10le', 'yuv444p10le'],
  ...['yuv420p12le', 'yuv422p12le', 'yuv444p12le', 'yuv420p16le', 'yuv422p16le', 'yuv444p16le'],
  ...['gray', 'gray10le', 'gray12le', 'gray16le', 'nv12', 'nv21', 'p010le', 'yuyv422', 'uyvy422'],
  ...['rgb24', 'bgr24', 'rgba', 'bgra', 'gbrp'],
] as const;

/** Bytes of a frame of planes, or of one of {@link BARE_FORMATS}; sides of packed 4:2:2 are even. */
export function bareFrameBytes({ model, chroma, depth, alpha }: PixelFormat, width: number, height: number): number {
  const alphaBytes = alpha ? width * height * (depth === 8 ? 1 : 2) : 0;
  const kind = model === 'rgb' || chroma === 'other' ? '444' : chroma;
  return planarBytes({ chroma: kind, depth }, width, height) + alphaBytes;
}

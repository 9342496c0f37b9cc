/** Languages that a candidate may be written in. */
export const LANGUAGES = ['python', 'javascript'] as const;
export type Language = (typeof LANGUAGES)[number];

/** `frame`: one call per frame. `video`: one call per clip, for codecs that look ahead or learn on the clip. */
export const APIS = ['frame', 'video'] as const;
export type Api = (typeof APIS)[number];

/** `pure` (the default): the candidate brings its own compression. `open` adds image libraries that hold whole codecs. */
export const TRACKS = ['pure', 'open'] as const;
export type Track = (typeof TRACKS)[number];

/** What a candidate may ask of the machine with `NEEDS = [...]`. */
export const NEEDS = ['torch', 'gpu'] as const;
export type Need = (typeof NEEDS)[number];

export const DEVICES = ['cpu', 'cuda'] as const;
export type Device = (typeof DEVICES)[number];

/** Tool families, found by static analysis; the search keeps its archive by them. */
export const FAMILIES = ['dct', 'wavelet', 'motion', 'neural', 'predictive', 'other'] as const;
export type Family = (typeof FAMILIES)[number];

/** Names and parameter counts of one half of a pair, as the harness calls it. */
export interface EntryPoint {
  readonly name: string;
  /** What the harness passes, in order. */
  readonly parameters: readonly string[];
}

/** The two functions of an api: exactly these names, called with exactly these positional arguments. */
export interface EntryPair {
  readonly encode: EntryPoint;
  readonly decode: EntryPoint;
}

/** The whole contract of names: `ENTRY_POINTS[language][api]`. */
export const ENTRY_POINTS: Readonly<Record<Language, Readonly<Record<Api, EntryPair>>>> = {
  python: {
    frame: {
      encode: { name: 'compress_video_frame', parameters: ['frame', 'frame_index', 'config'] },
      decode: { name: 'decompress_video_frame', parameters: ['data', 'frame_index', 'config'] },
    },
    video: {
      encode: { name: 'encode_video', parameters: ['frames', 'config'] },
      decode: { name: 'decode_video', parameters: ['data', 'config'] },
    },
  },
  javascript: {
    frame: {
      encode: { name: 'compressVideoFrame', parameters: ['frame', 'frameIndex', 'config'] },
      decode: { name: 'decompressVideoFrame', parameters: ['data', 'frameIndex', 'config'] },
    },
    video: {
      encode: { name: 'encodeVideo', parameters: ['frames', 'config'] },
      decode: { name: 'decodeVideo', parameters: ['data', 'config'] },
    },
  },
};

/** Limits on what a candidate brings along. */
export const LIMITS = {
  /** Source of the candidate, UTF-8. */
  packageBytes: 256 * 1024,
  /** Any one literal (string, bytes, or a list or tuple display made of constants), as written. */
  literalBytes: 32 * 1024,
  /** Lowest and highest `quality`. */
  quality: { min: 1, max: 100 },
} as const;

/** What the file of a candidate is called inside the jail, and so in its tracebacks. */
export const SOURCE_FILE: Readonly<Record<Language, string>> = { python: 'codec.py', javascript: 'codec.mjs' };

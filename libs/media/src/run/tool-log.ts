/** A rate, or the length of a tick of time, as a fraction. */
export interface Rational {
  readonly num: number;
  readonly den: number;
}

/** One decoded frame, as ffmpeg's `showinfo` filter tells it. */
export interface FrameInfo {
  readonly width: number;
  readonly height: number;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
  /** Tags, or undefined when the frame has none. */
  readonly matrixTag: string | undefined;
  readonly transferTag: string | undefined;
  readonly range: 'tv' | 'pc' | null;
  readonly scan: 'progressive' | 'top field first' | 'bottom field first';
  /** Width to height of a pixel; 1:1 where nothing is said. */
  readonly sampleAspect: Rational;
}

/** What ffmpeg writes to stderr with `-v repeat+level+info`: the container, the frames and the errors. */
export class ToolLog {
  /** ffmpeg's names of the demuxer. */
  demuxer: string | undefined;
  /** Names of the codec of the stream that is opened, and of the decoder. */
  codec: string | undefined;
  decoder: string | undefined;
  /** Guessed by ffmpeg from the container, and the length of a tick of its times. */
  rate: Rational | undefined;
  tick: Rational | undefined;
  first: FrameInfo | undefined;
  frames = 0;
  /** Times of the frames in ticks; empty as soon as one has none. */
  readonly times: number[] = [];
  /** Number and size of the first frame of another size than the first one's, or of another format. */
  change: { readonly frame: number; readonly info: FrameInfo } | undefined;
  interlaced = 0;
  /** Streams that the file ends in the middle of, by place; -1 where the container does not say which. */
  readonly cutOff = new Set<number>();
  /** Decoders that were not started because they are not allowed: those of all other streams are. */
  readonly refused = new Set<string>();
  /** Lines that describe the input, of every stream. */
  readonly input: string[] = [];
  readonly #errors: string[] = [];
  #rest = '';
  #frameLine: string | undefined;
  #mapped = false;

  /** Takes text as it comes; lines may be cut anywhere. */
  readonly add = (text: string): void => {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  };

  /** The last errors, the newest at the end. */
  get errors(): string {
    return [...new Set(this.#errors.slice(-ERRORS_SHOWN))].join('; ');
  }

  #take(line: string): void {
    if (line.startsWith('[Parsed_showinfo_')) return this.#takeFrame(line);
    const error = ERROR_LINE.exec(line)?.[1];
    if (error !== undefined) this.#takeError(error.trim());
    if (!this.#mapped && line.startsWith('[info] ')) this.#takeInput(line.slice('[info] '.length));
  }

  #takeError(error: string): void {
    const refused = /^Codec \((\w+)\) not on whitelist/.exec(error)?.[1];
    if (refused !== undefined) return void this.refused.add(refused);
    this.#errors.push(error);
    if (/ended prematurely/i.test(error)) this.cutOff.add(-1);
    const partial = /^stream (\d+), .*partial file/.exec(error)?.[1];
    if (partial !== undefined) this.cutOff.add(Number(partial));
  }

  #takeInput(line: string): void {
    this.demuxer ??= /^Input #0, (\S+), from /.exec(line)?.[1];
    const mapping = /^ +Stream #0:\d+ -> #0:0 \((\w+) \((\w+)\)/.exec(line);
    if (mapping === null) this.input.push(line);
    else [, this.codec, this.decoder] = mapping;
    this.#mapped = mapping !== null;
  }

  #takeFrame(line: string): void {
    const config = /config in time_base: (\d+)\/(\d+), frame_rate: (\d+)\/(\d+)/.exec(line);
    if (config !== null) {
      this.tick ??= rational(config[1], config[2]);
      this.rate ??= rational(config[3], config[4]);
    }
    if (/\] n: *\d+ pts:/.test(line)) this.#frameLine = line;
    if (this.#frameLine === undefined || !line.includes('color_range:')) return;
    this.#addFrame(this.#frameLine, line);
    this.#frameLine = undefined;
  }

  #addFrame(line: string, colors: string): void {
    const info = frameOf(line, colors);
    this.first ??= info;
    if (info.width !== this.first.width || info.height !== this.first.height) {
      this.change ??= { frame: this.frames, info };
    }
    if (info.scan !== 'progressive') this.interlaced += 1;
    const time = /\bpts: *(-?\d+)/.exec(line)?.[1];
    if (time !== undefined) this.times.push(Number(time));
    this.frames += 1;
  }
}

const ERRORS_SHOWN = 4;
const ERROR_LINE = /^(?:\[[^\]]* @ \w+\] )*\[(?:error|fatal|panic)\] (.*)/;

const SCANS = { P: 'progressive', T: 'top field first', B: 'bottom field first' } as const;

function frameOf(line: string, colors: string): FrameInfo {
  const field = (pattern: RegExp, text = line): string | undefined => pattern.exec(text)?.[1];
  const [, width, height] = / s:(\d+)x(\d+) /.exec(line) ?? [];
  const [, above, below] = / sar:(\d+)\/(\d+) /.exec(line) ?? [];
  const scan = field(/ i:([PTB]) /);
  const range = field(/color_range:(\w+)/, colors);
  return {
    ...{ width: Number(width), height: Number(height), pixelFormat: field(/ fmt:(\w+) /) ?? 'unknown' },
    matrixTag: tag(field(/color_space:(\w+)/, colors)),
    transferTag: tag(field(/color_trc:([\w-]+)/, colors)),
    range: range === 'tv' || range === 'pc' ? range : null,
    scan: scan === 'T' || scan === 'B' ? SCANS[scan] : SCANS.P,
    sampleAspect: rational(above, below) ?? { num: 1, den: 1 },
  };
}

const tag = (text: string | undefined): string | undefined => (text === 'unknown' ? undefined : text);

function rational(num: string | undefined, den: string | undefined): Rational | undefined {
  const [above, below] = [Number(num), Number(den)];
  return above > 0 && below > 0 ? { num: above, den: below } : undefined;
}

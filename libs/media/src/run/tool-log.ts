/** One decoded frame, as ffmpeg's `showinfo` filter tells it. */
export interface FrameInfo {
  readonly width: number;
  readonly height: number;
  /** ffmpeg's name. */
  readonly pixelFormat: string;
  /** Tag, or undefined when the frame has none. */
  readonly matrixTag: string | undefined;
  readonly range: 'tv' | 'pc' | null;
}

/** What ffmpeg writes to stderr with `-v repeat+level+info`: frames, the rate, the decoder and the errors. */
export class ToolLog {
  /** Of the first frames; the rest are only counted. */
  first: FrameInfo | undefined;
  frames = 0;
  /** Guessed by ffmpeg from the container; undefined when it says none. */
  rate: { readonly num: number; readonly den: number } | undefined;
  /** ffmpeg's name of the codec of the stream that was opened. */
  codec: string | undefined;
  readonly #errors: string[] = [];
  #rest = '';
  #frameLine: RegExpExecArray | undefined;

  /** Takes text as it comes; lines may be cut anywhere. */
  readonly add = (text: string): void => {
    const lines = (this.#rest + text).split('\n');
    this.#rest = lines.pop() ?? '';
    for (const line of lines) this.#take(line);
  };

  /** The last errors, the newest at the end. */
  get errors(): string {
    return this.#errors.slice(-ERRORS_SHOWN).join('; ');
  }

  #take(line: string): void {
    if (line.startsWith('[Parsed_showinfo_')) return this.#takeFrame(line);
    const error = /^(?:\[[^\]]* @ \w+\] )*\[(?:error|fatal|panic)\] (.*)/.exec(line)?.[1];
    if (error !== undefined) this.#errors.push(error.trim());
    this.codec ??= /^\[info\] {3}Stream #0:\d+ -> #0:0 \((\w+) /.exec(line)?.[1];
  }

  #takeFrame(line: string): void {
    const rate = / frame_rate: (\d+)\/(\d+)/.exec(line);
    if (rate !== null && this.rate === undefined) this.rate = rational(rate[1], rate[2]);
    const frame = FRAME_LINE.exec(line);
    if (frame !== null) {
      this.frames += 1;
      this.#frameLine = frame;
    }
    const color = COLOR_LINE.exec(line);
    if (color === null || this.#frameLine === undefined) return;
    this.first ??= frameOf(this.#frameLine, color);
    this.#frameLine = undefined;
  }
}

const ERRORS_SHOWN = 4;
const FRAME_LINE = /\] n: *\d+ pts: *\S+ .* fmt:(\w+) .*s:(\d+)x(\d+) /;
const COLOR_LINE = /\] *color_range:(\w+) color_space:(\w+)/;

function frameOf([, pixelFormat = '', width, height]: RegExpExecArray, [, range, matrix]: RegExpExecArray): FrameInfo {
  return {
    ...{ width: Number(width), height: Number(height), pixelFormat },
    matrixTag: matrix,
    range: range === 'tv' || range === 'pc' ? range : null,
  };
}

function rational(num: string | undefined, den: string | undefined): { num: number; den: number } | undefined {
  const [above, below] = [Number(num), Number(den)];
  return above > 0 && below > 0 ? { num: above, den: below } : undefined;
}

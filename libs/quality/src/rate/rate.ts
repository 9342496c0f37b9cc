/** What a rate is computed from. Everything but `bytes` comes from the clip's record. */
export interface RateInput {
  /** All that crossed from encoder to decoder: packets, their lengths, the quality byte. */
  readonly bytes: number;
  readonly width: number;
  readonly height: number;
  readonly fps: { readonly num: number; readonly den: number };
  readonly frames: number;
  readonly sourceBytes: number;
  readonly sourceCompressed: boolean;
  /** Whether all frames of the source file were coded. */
  readonly sourceWhole: boolean;
}

export interface Rate {
  readonly bytes: number;
  /** Decimal kilobits a second of playing time. */
  readonly kbps: number;
  /** Bits a pixel. */
  readonly bpp: number;
  /** Times smaller than raw 8-bit 4:2:0. */
  readonly ratioRaw: number;
  /** Times smaller than the source file; null unless that was compressed and used whole. */
  readonly ratioSource: number | null;
}

/** @throws RangeError naming the field that is no positive number. */
export function rateOf(input: RateInput): Rate {
  const { bytes, width, height, fps, frames } = input;
  for (const [field, value] of Object.entries({
    bytes,
    width,
    height,
    frames,
    'fps.num': fps.num,
    'fps.den': fps.den,
  })) {
    if (!Number.isSafeInteger(value) || value <= 0)
      throw new RangeError(`${field} is ${value}: a whole number above 0 is allowed`);
  }
  const bits = bytes * 8;
  return {
    bytes,
    kbps: (bits * fps.num) / (frames * fps.den * 1000),
    bpp: bits / (width * height * frames),
    ratioRaw: (rawFrameBytes(width, height) * frames) / bytes,
    ratioSource: input.sourceCompressed && input.sourceWhole ? input.sourceBytes / bytes : null,
  };
}

/** Bytes of a raw 8-bit 4:2:0 frame; chroma of an odd side is rounded up. */
export const rawFrameBytes = (width: number, height: number): number =>
  width * height + 2 * Math.ceil(width / 2) * Math.ceil(height / 2);

/** A codec in TypeScript: each plane of a frame by a step of its own, as differences of neighbours. */
type Frame = { readonly width: number; readonly height: number; readonly data: Uint8Array };
interface Config {
  readonly width: number;
  readonly height: number;
  readonly quality: number;
}

const COLOR = 'i420' as const;
const STEPS: readonly [number, number] = [32, 1];

class Differences<Samples extends Uint8Array | Int8Array> {
  private readonly samples: Samples;

  constructor(samples: Samples) {
    this.samples = samples;
  }

  at(index: number): number {
    return (this.samples[index]! - (index > 0 ? this.samples[index - 1]! : 128)) & 255;
  }
}

const stepOf = ({ quality }: Config): number => Math.max(STEPS[1], Math.round(STEPS[0] * (1 - quality / 100)));

function compressVideoFrame(frame: Frame, frameIndex: number, config: Config): Uint8Array {
  const step: number = stepOf(config);
  const coarse = frame.data.map((value: number) => Math.floor(value / step));
  const differences = new Differences<Uint8Array>(coarse);
  return Uint8Array.from(coarse, (_value: number, index: number): number => differences.at(index));
}

function decompressVideoFrame(data: Uint8Array, frameIndex: number, config: Config): Uint8Array {
  const step = stepOf(config);
  let before = 128;
  return data.map((difference) => {
    before = (before + difference) & 255;
    return Math.min(255, before * step + (step >> 1));
  }) satisfies Uint8Array;
}

export { COLOR, compressVideoFrame, decompressVideoFrame };
export type { Config, Frame };

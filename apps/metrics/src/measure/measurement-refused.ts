import type { Cause } from '@codecsmith/experiment';

/** What a run's evidence can be wrong about; each makes the measurement fail, never a number. */
export type RefusalCode =
  | 'source_damaged'
  | 'artifact_damaged'
  | 'artifact_missing'
  | 'bitstream_invalid'
  | 'reconstruction_invalid'
  | 'clip_unsupported'
  | 'clip_unknown'
  | 'anchor_bitstream';

/** The evidence of a run does not hold; `cause` is what the fact says about it. */
export class MeasurementRefused extends Error {
  override readonly name = 'MeasurementRefused';

  constructor(
    readonly code: RefusalCode,
    message: string,
    readonly place: { readonly clip: string; readonly quality: number | null },
  ) {
    super(message);
  }

  /** As the fact carries it. */
  toCause(): Cause {
    const nowhere = { side: null, frame: null, line: null, column: null, advice: null };
    return { ...nowhere, ...this.place, code: this.code, message: this.message };
  }
}

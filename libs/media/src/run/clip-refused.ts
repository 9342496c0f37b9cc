/** Why a file cannot become a clip; `code` is stable, the message names the field, the value and what is allowed. */
export class ClipRefused extends Error {
  override readonly name = 'ClipRefused';
  constructor(
    readonly code:
      | 'unreadable'
      | 'damaged'
      | 'no_video'
      | 'no_frame_rate'
      | 'not_a_file'
      | 'too_large'
      | 'unsupported_format'
      | 'unsupported_matrix'
      | 'size_changes'
      | 'wrong_size'
      | 'wrong_cut',
    message: string,
  ) {
    super(message);
  }
}

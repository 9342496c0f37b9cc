/** Why a reply holds no usable candidate. */
export const REPLY_CAUSES = [
  'no_code',
  'wrong_names',
  'truncated_code',
  'truncated_edit',
  'edit_malformed',
  'edit_without_parent',
  'edit_empty_search',
  'edit_no_match',
  'edit_ambiguous',
  'edit_changes_nothing',
] as const;
export type ReplyCause = (typeof REPLY_CAUSES)[number];

export interface Unusable {
  readonly ok: false;
  readonly cause: ReplyCause;
  /** What to tell the model, and the reader of the fact. */
  readonly message: string;
}

export const unusable = (cause: ReplyCause, message: string): Unusable => ({ ok: false, cause, message });

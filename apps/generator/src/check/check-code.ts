import type { Language, Track } from '@codecsmith/codec';
import { LimitExceeded, SanitizerFault, type SanitizerPool } from '@codecsmith/sanitizer-pool';

export interface CodeCheck {
  readonly code: string;
  readonly language: Language;
  readonly track: Track;
}

/**
 * Reads a draft as the sanitizer will.
 *
 * @returns every reason to refuse it, a line each, so that its author can mend it; null when there is none, and also
 *   when it could not be read: the sanitizer has the last word
 */
export async function checkCode(
  sanitizer: Pick<SanitizerPool, 'sanitize'>,
  { code, language, track }: CodeCheck,
): Promise<string | null> {
  try {
    const { result } = await sanitizer.sanitize(code, { language, track });
    if (result.cleared || result.violations.length === 0) return null;
    return result.violations
      .map((one) => `line ${one.line}: ${one.message.replace(/(?<![.!?:;])$/u, '.')} ${one.advice}`)
      .join('\n');
  } catch (error) {
    if (error instanceof LimitExceeded || error instanceof SanitizerFault) return null;
    throw error;
  }
}

/** Digest of the code's normalised syntax tree; null where it could not be read. */
export async function treeOf(
  sanitizer: Pick<SanitizerPool, 'sanitize'>,
  { code, language, track }: CodeCheck,
): Promise<string | null> {
  try {
    return (await sanitizer.sanitize(code, { language, track })).tree;
  } catch (error) {
    if (error instanceof LimitExceeded || error instanceof SanitizerFault) return null;
    throw error;
  }
}

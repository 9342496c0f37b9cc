import { createHash } from 'node:crypto';
import { codeckitDigest, usedCodeckitParts } from '@codecsmith/codeckit';
import type { Api, Color, Language, Track } from '@codecsmith/codec';
import { offeredModules } from '@codecsmith/jail';
import { authorLine, createSanitizer, type Violation } from '@codecsmith/sanitizer';
import { loadEngines } from '@codecsmith/sanitizer/wasm';

/** A codec that was cleared, ready to run. */
export interface Codec {
  readonly language: Language;
  readonly api: Api;
  readonly color: Color;
  readonly track: Track;
  /** Cleared source. */
  readonly code: string;
  /** Author's line of each line of `code`; absent when they are the same. */
  readonly lineMap?: readonly number[] | undefined;
  /** Libraries that a guest loads before the clock starts, beside numpy. */
  readonly preload: readonly string[];
  /** Hex sha256 of `code`. */
  readonly digest: string;
  /** Hex sha256 of the parts of codeckit that it uses; null when it uses none. */
  readonly kit: string | null;
}

/** A source file that may not run, with the rule, the line and the advice. */
export class CodecRefused extends Error {
  override readonly name = 'CodecRefused';
}

const PRELOADABLE = ['torch', 'cv2', 'PIL'];

/** What a codec wants loaded, from what it needs and imports. */
export function preloadOf(needs: readonly string[], imports: readonly string[]): string[] {
  const wanted = new Set([...needs, ...imports.map((name) => name.split('.')[0] ?? name)]);
  return PRELOADABLE.filter((name) => wanted.has(name));
}

/** A codec whose code was cleared before. */
export const codecOf = (cleared: Omit<Codec, 'digest' | 'kit'>): Codec => ({
  ...cleared,
  digest: createHash('sha256').update(cleared.code).digest('hex'),
  kit: codeckitDigest(usedCodeckitParts(cleared.language, cleared.code)),
});

/**
 * Clears an author's file by the rules of the lab.
 *
 * @throws CodecRefused with every rule that it breaks
 */
export async function clearCodec(source: string, language: Language | undefined): Promise<Codec> {
  const sanitizer = await createSanitizer(loadEngines());
  const modules = await offeredModules();
  const result = sanitizer.sanitize(source, { modules, ...(language === undefined ? {} : { language }) });
  if (!result.cleared) throw new CodecRefused(result.violations.map(reasonOf).join('\n'));
  const { api, color, track, needs, imports, code, lineMap } = result;
  const lines = code.split('\n').map((_, index) => authorLine(lineMap, index + 1) ?? index + 1);
  const preload = preloadOf(needs, imports);
  return codecOf({ language: result.language, api, color, track, code, lineMap: lines, preload });
}

const reasonOf = ({ line, message, advice }: Violation): string => `line ${line}: ${message} ${advice}`;

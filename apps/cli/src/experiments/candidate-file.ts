import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { basename, extname } from 'node:path';
import type { ExperimentCommandInput, LabClient } from '@codecsmith/client';
import type { Language } from '@codecsmith/codec';
import { INLINE_CODE_BYTES } from '@codecsmith/experiment';
import { usageError } from '../exit-code.ts';

type Source = ExperimentCommandInput<'request'>['source'];

/** TypeScript runs as JavaScript, without its types. */
const LANGUAGES = {
  '.py': 'python',
  '.js': 'javascript',
  '.mjs': 'javascript',
  '.ts': 'javascript',
  '.mts': 'javascript',
} as const;

/** A candidate's source file as a person handed it in. */
export interface CandidateFile {
  readonly fileName: string;
  readonly bytes: Uint8Array;
  /** Hex sha256 of the bytes. */
  readonly digest: string;
}

/** @throws CommandError (usage) when there is no such file, or nothing in it */
export async function readCandidate(path: string): Promise<CandidateFile> {
  const refused = (problem: string) =>
    usageError(`FILE: "${path}" ${problem}; a codec's source file is needed`, { field: 'FILE' });
  const bytes = await readFile(path).catch((error: NodeJS.ErrnoException) => {
    throw refused(`cannot be read (${error.code})`);
  });
  if (bytes.length === 0) throw refused('is empty');
  return { fileName: basename(path), bytes, digest: createHash('sha256').update(bytes).digest('hex') };
}

/** What to request: small text inline; anything else is stored first and named by its digest. */
export async function sourceOf(client: LabClient, { fileName, bytes, digest }: CandidateFile): Promise<Source> {
  const language = languageOf(fileName);
  const text = bytes.length <= INLINE_CODE_BYTES ? utf8(bytes) : undefined;
  if (text !== undefined) return { kind: 'submitted', code: text, fileName, language };
  await client.putArtifact(digest, new Blob([new Uint8Array(bytes)]));
  return { kind: 'submitted', code: { digest, sizeBytes: bytes.length }, fileName, language };
}

/** What a file's name says; null where it says nothing. */
export function languageOf(fileName: string): Language | null {
  const extension = extname(fileName).toLowerCase();
  return isLanguage(extension) ? LANGUAGES[extension] : null;
}

const isLanguage = (extension: string): extension is keyof typeof LANGUAGES => extension in LANGUAGES;

/** The text, or undefined where it would not survive the way through JSON: not UTF-8, or with a NUL. */
function utf8(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return text.includes('\0') ? undefined : text;
  } catch {
    return undefined;
  }
}

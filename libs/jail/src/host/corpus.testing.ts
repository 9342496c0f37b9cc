import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '@codecsmith/codec';
import type { Outcome } from '../policy/outcome.ts';

const OWN = fileURLToPath(new URL('../../hostile', import.meta.url));

export interface Hostile {
  readonly language: Language;
  readonly name: string;
  readonly file: string;
  readonly code: string;
  /** Outcomes of its last side that are right; `ok` means that it ran and got nothing. */
  readonly accepted: readonly Outcome[];
}

/** Names that the corpus kept beside the checkout uses for outcomes. */
const SHARED_NAMES: Readonly<Record<string, Outcome>> = {
  timeout: 'timed_out',
  oom: 'out_of_memory',
  security_violation: 'jail_violated',
  protocol_error: 'output_invalid',
  invalid_output: 'output_invalid',
};

/**
 * Outcomes that the shared corpus leaves open. A call that is refused, not killed, ends as the exception that the file
 * does not catch.
 */
const ALSO: Readonly<Record<string, readonly Outcome[]>> = {
  '01_fork_bomb.py': ['crashed'],
  '35_memfd_exec.py': ['crashed'],
  '07_open_1e6_files.py': ['crashed'],
};

function load(folder: string, pattern: RegExp): Hostile[] {
  const names = readdirSync(folder).filter((name) => /\.(py|mjs)$/.test(name));
  return names.sort().map((name) => {
    const file = join(folder, name);
    const code = readFileSync(file, 'utf8');
    const words = pattern.exec(code)?.[1]?.match(/[a-z_]+/g) ?? [];
    const accepted = [...words.map((word) => SHARED_NAMES[word] ?? (word as Outcome)), ...(ALSO[name] ?? [])];
    return { language: name.endsWith('.py') ? 'python' : 'javascript', name, file, code, accepted };
  });
}

/** Our own hostile candidates, and those of a folder beside the checkout where there is one. */
export function hostileCorpus(shared: string | undefined): Hostile[] {
  return [
    ...load(join(OWN, 'python'), /^accept: (.*)$/m),
    ...load(join(OWN, 'javascript'), /^\/\/ accept: (.*)$/m),
    ...(shared === undefined ? [] : load(shared, /acceptable: (.*)$/m)),
  ];
}

/** What hostile files print when they got what they wanted. */
export const BREACH =
  /OPENED FOR WRITING|CHANGED|RESIZED|SOCKET|CONNECTED|FOUND|\bRAN\b|RAISED|^killed|^limited|^raised|^DID|READ \/(?!proc)/m;

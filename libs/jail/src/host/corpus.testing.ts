import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Language } from '@codecsmith/codec';
import { OUTCOMES, type Outcome } from '../policy/outcome.ts';
import type { Tier } from '../policy/tier.ts';
import type { JailResult } from './job.ts';

const OWN = fileURLToPath(new URL('../../hostile', import.meta.url));

export interface Hostile {
  readonly language: Language;
  readonly name: string;
  readonly file: string;
  readonly code: string;
  /**
   * Outcomes of its last side that are right; `ok` means that it ran and got nothing. Empty where nobody has said:
   * then any outcome is right that leaves it contained, except the lab's own fault.
   */
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

/** Outcomes that are right for files from the field, by their first letters; the others must be contained. */
const FROM_THE_FIELD = /^(?:k11|l04|l09|l10|l11)_/;
const FIELD_OUTCOMES: readonly Outcome[] = ['output_invalid', 'crashed'];

/** gVisor takes a call of i386 for one of its own, and lets the siblings of a thread that it ends live on. */
const ALSO_STRICT: Readonly<Record<string, readonly Outcome[]>> = {
  'int80-call.py': ['ok'],
  'trace-a-sibling.py': ['output_invalid'],
};

/** Shared files whose own words on their outcome were compared with the design; others have to be contained. */
const COMPARED = /^(?:[0-2][13579]|3[1357])_/;

/** A shared file says outcomes in a sentence. */
const isOutcome = (word: string): word is Outcome => (OUTCOMES as readonly string[]).includes(word);

/**
 * What this file does later must come after the end of the run: on a busy machine a run takes longer than it waits, and
 * what is done before the end counts, and is charged.
 */
const LATER: Readonly<Record<string, readonly [string, string]>> = {
  '27_lingering_threads.py': ['time.sleep(0.05)', 'time.sleep(15)'],
};

function load(folder: string, pattern: RegExp): Hostile[] {
  const names = readdirSync(folder).filter((name) => /\.(py|mjs)$/.test(name));
  return names.sort().map((name) => {
    const file = join(folder, name);
    const [soon, later] = LATER[name] ?? ['', ''];
    const code = readFileSync(file, 'utf8').replace(soon, later);
    const words = pattern.exec(code)?.[1]?.match(/[a-z_]+/g) ?? [];
    const isKnown = folder.startsWith(OWN) || COMPARED.test(name);
    const accepted = FROM_THE_FIELD.test(name)
      ? FIELD_OUTCOMES
      : !isKnown
        ? []
        : [...words.map((word) => SHARED_NAMES[word] ?? word).filter(isOutcome), ...(ALSO[name] ?? [])];
    return { language: name.endsWith('.py') ? 'python' : 'javascript', name, file, code, accepted };
  });
}

/** Whether a run ended as it should. */
export function isAccepted({ accepted, name }: Hostile, outcome: string, tier?: Tier): boolean {
  if (accepted.length === 0) return outcome !== 'lab_fault';
  const also = tier === 'strict' ? (ALSO_STRICT[name] ?? []) : [];
  return ([...accepted, ...also] as readonly string[]).includes(outcome);
}

/** A machine where the whole corpus would say nothing new runs everything shared, and ours that touch these means. */
const CHOICE =
  /memory-bomb|read-host|timers|thread-bomb|typed-array|daemon|signal|unix-sockets|limit-others|search-memory|leave-messages|read-descriptors/;
export const isOfChoice = ({ name, file }: Hostile): boolean => CHOICE.test(name) || !file.startsWith(OWN);

/** Limits for hostile files: short where a limit is what ends them. */
export const hostileLimits = (hostile: Hostile): { wallMs: number; cpuMs: number; memoryBytes: number } => ({
  wallMs: hostile.accepted.includes('timed_out') ? 2500 : 20_000,
  cpuMs: 1000,
  memoryBytes: 256 << 20,
});

/** Our own hostile candidates, and those of a folder beside the checkout where there is one. */
export function hostileCorpus(shared: string | undefined): Hostile[] {
  return [
    ...load(join(OWN, 'python'), /^accept: (.*)$/m),
    ...load(join(OWN, 'javascript'), /^\/\/ accept: (.*)$/m),
    ...(shared === undefined ? [] : load(shared, /acceptable: (.*)$/m)),
  ];
}

/** Files of folders beside the checkout alone: what a table of outcomes is made of. */
export const sharedCorpus = (folders: readonly (string | undefined)[]): Hostile[] =>
  folders
    .flatMap((folder) => (folder === undefined ? [] : load(folder, /acceptable: (.*)$/m)))
    .filter(({ name }) => name !== NO_CODEC);

/** A program for the bus. */
const NO_CODEC = 'stranger_on_the_bus.py';

/** What hostile files print when they got what they wanted; the last form names a host's file and its size, not an errno. */
export const BREACH =
  /OPENED FOR WRITING|CHANGED|RESIZED|SOCKET|CONNECTED|FOUND|\bRAN\b|RAISED|^killed|^limited|^raised|^DID|READ \/(?!proc)|'\/(?:etc|root|tmp|dev|proc\/1\/root|proc\/kcore|proc\/self\/cwd)[^']*', (?!(?:1|2|13|20)\))\d+/m;

/** What a shared file's words ask beyond its outcome, where it does not hold. */
export async function brokenCondition(
  name: string,
  encode: JailResult,
  decode?: JailResult,
): Promise<string | undefined> {
  if (name.startsWith('27_') && decode?.outcome === 'ok') {
    const frames = await readFile(decode.reconstruction ?? '');
    if (frames.some((value) => value !== 0)) return 'work counted that was done after the return';
  }
  const hidden = name.startsWith('31_') && encode.outcome === 'ok' && encode.measures.cpuMs < 1000;
  return hidden ? 'processor time was hidden' : undefined;
}

import type { ArtifactStore } from '@codecsmith/artifacts';
import { defineReactor, Quarantine, type Reactor, type ReactorCommand } from '@codecsmith/bus';
import type { SanitizeOptions } from '@codecsmith/sanitizer';
import { experimentFacts, type ExperimentFactData } from '@codecsmith/experiment';
import type { OfferedModules } from '@codecsmith/jail';
import { LimitExceeded, POOL_LIMITS, type Reading, type SanitizerPool } from '@codecsmith/sanitizer-pool';
import { requestOf } from './facts/request-of.ts';
import { clearedCommand, rejectedCommand, tooHeavy, unreadableText } from './verdict.ts';

/** What the reactor needs of its host. */
export interface SanitizerParts {
  readonly store: ArtifactStore;
  readonly sanitizer: Pick<SanitizerPool, 'sanitize'>;
  /** What jails here can hold. Finding out takes seconds, so it is asked only when a candidate needs to know. */
  readonly modules: () => Promise<OfferedModules>;
}

/** Modules that a machine, or a track of it, may lack. */
const NOT_EVERYWHERE: readonly string[] = ['torch', 'cv2', 'PIL'];

/** A busy machine may be too slow once; a candidate that exceeds the limits this often is refused for it. */
const TRIES = 3;

/** The ledger's refusals that mean: somebody else has already ended this step. */
const SETTLED = ['already_concluded', 'wrong_phase'];

/** CandidateDrafted → cleared, with all that was learned by reading it, or rejected with every reason. */
export const sanitizeCandidate = (parts: SanitizerParts): Reactor =>
  defineReactor({
    durable: 'sanitizer',
    handles: ['CandidateDrafted'],
    concurrency: POOL_LIMITS.threads,
    async handle(fact, context) {
      const drafted = experimentFacts.CandidateDrafted.parse(fact.data);
      const { track } = await requestOf(context.nc, fact.aggregateId);
      const command = await judge(
        parts,
        drafted,
        { ...languageOf(drafted), ...(track ? { track } : {}) },
        context.attempt,
      );
      const answer = await context.ask(command);
      if (answer.accepted || SETTLED.includes(answer.refusal.code)) return;
      throw new Quarantine(`the ledger refused ${command.verb}: ${answer.refusal.message}`);
    },
  });

type Drafted = ExperimentFactData<'CandidateDrafted'>;

/** The language that was named, else the one that the file name tells. */
function languageOf({ language, fileName }: Drafted): Pick<SanitizeOptions, 'language'> {
  if (language !== null) return { language };
  if (fileName.endsWith('.py')) return { language: 'python' };
  return ['.js', '.mjs'].some((ending) => fileName.endsWith(ending)) ? { language: 'javascript' } : {};
}

/** Reads the candidate, and once more with what is really here where that matters. */
async function read(
  { sanitizer, modules }: SanitizerParts,
  source: string,
  options: SanitizeOptions,
): Promise<Reading> {
  const reading = await sanitizer.sanitize(source, options);
  const { result } = reading;
  if (!result.cleared || !result.imports.some((name) => NOT_EVERYWHERE.includes(name))) return reading;
  return sanitizer.sanitize(source, { ...options, modules: await modules() });
}

async function judge(
  parts: SanitizerParts,
  drafted: Drafted,
  options: SanitizeOptions,
  attempt: number,
): Promise<ReactorCommand> {
  const { store } = parts;
  const source = decode(await store.get(drafted.code.digest));
  if (source === undefined) return rejectedCommand([unreadableText]);
  try {
    const { result, tree } = await read(parts, source, options);
    return result.cleared ? await clearedCommand(store, result, tree) : rejectedCommand(result.violations);
  } catch (error) {
    if (!(error instanceof LimitExceeded) || attempt < TRIES) throw error;
    return rejectedCommand([tooHeavy(error.message)]);
  }
}

function decode(bytes: Uint8Array): string | undefined {
  try {
    // A byte order mark is the sanitizer's to repair and to report.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

import { FileArtifactStore } from '@codecsmith/artifacts';
import { FactReader, OnFact, type FactContext, type FactData, type ReactorCommand } from '@codecsmith/bus';
import type { OfferedModules } from '@codecsmith/jail';
import type { SanitizeOptions } from '@codecsmith/sanitizer';
import { LimitExceeded, POOL_LIMITS, SanitizerPool, type Reading } from '@codecsmith/sanitizer-pool';
import { Controller, Inject } from '@nestjs/common';
import { Ctx, Payload } from '@nestjs/microservices';
import { clearedCommand, rejectedCommand, tooHeavy, unreadableText } from './verdict.ts';

/** What jails here can hold. Finding out takes seconds, so it is asked only when a candidate needs to know. */
export const OFFERED_MODULES = Symbol('OFFERED_MODULES');

/** Modules that a machine, or a track of it, may lack. */
const NOT_EVERYWHERE: readonly string[] = ['torch', 'cv2', 'PIL'];

/** A busy machine may be too slow once; a candidate that exceeds the limits this often is refused for it. */
const TRIES = 3;

type Drafted = FactData<'CandidateDrafted'>;

/** CandidateDrafted → cleared, with all that was learned by reading it, or rejected with every reason. */
@Controller()
export class SanitizeCandidate {
  constructor(
    private readonly store: FileArtifactStore,
    private readonly sanitizer: SanitizerPool,
    private readonly facts: FactReader,
    @Inject(OFFERED_MODULES) private readonly modules: () => Promise<OfferedModules>,
  ) {}

  @OnFact('CandidateDrafted', { durable: 'sanitizer', concurrency: POOL_LIMITS.threads })
  async handle(@Payload() drafted: Drafted, @Ctx() { fact, attempt }: FactContext): Promise<ReactorCommand> {
    const { track } = await this.facts.last('ExperimentRequested', fact.aggregateId);
    const options = { ...languageOf(drafted), typed: isTyped(drafted.fileName), ...(track ? { track } : {}) };
    const source = decode(await this.store.get(drafted.code.digest));
    if (source === undefined) return rejectedCommand([unreadableText]);
    try {
      const { result, tree } = await this.read(source, options);
      return result.cleared ? await clearedCommand(this.store, result, tree) : rejectedCommand(result.violations);
    } catch (error) {
      if (!(error instanceof LimitExceeded) || attempt < TRIES) throw error;
      return rejectedCommand([tooHeavy(error.message)]);
    }
  }

  /** Reads the candidate, and once more with what is really here where that matters. */
  private async read(source: string, options: SanitizeOptions): Promise<Reading> {
    const reading = await this.sanitizer.sanitize(source, options);
    const { result } = reading;
    if (!result.cleared || !result.imports.some((name) => NOT_EVERYWHERE.includes(name))) return reading;
    return this.sanitizer.sanitize(source, { ...options, modules: await this.modules() });
  }
}

/** The language that was named, else the one that the file name tells. */
function languageOf({ language, fileName }: Drafted): Pick<SanitizeOptions, 'language'> {
  if (language !== null) return { language };
  if (fileName.endsWith('.py')) return { language: 'python' };
  return isTyped(fileName) || /\.m?js$/u.test(fileName) ? { language: 'javascript' } : {};
}

const isTyped = (fileName: string): boolean => /\.m?ts$/u.test(fileName);

function decode(bytes: Uint8Array): string | undefined {
  try {
    // A byte order mark is the sanitizer's to repair and to report.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

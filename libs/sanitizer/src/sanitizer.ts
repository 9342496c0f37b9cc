import { sanitizeJavaScript } from './javascript/sanitize-javascript.ts';
import type { TypeStripper } from './javascript/types.ts';
import { createPythonEngine, type PythonWasm } from './python/engine.ts';
import { sanitizePython } from './python/sanitize-python.ts';
import type { SanitizeOptions, SanitizeResult } from './report.ts';
import { guessLanguage } from './text/fences.ts';

/** Reads candidates: repairs what is sloppy, refuses what cannot run, and says what it is. */
export interface Sanitizer {
  /**
   * @param source a candidate as it was sent, in fences or not
   * @returns the cleared code with all that was learned, or every reason to refuse it
   */
  sanitize(source: string, options?: SanitizeOptions): SanitizeResult;
}

/** What reads the languages: Python's parsers, and what takes TypeScript's types out, made when it is first needed. */
export interface Engines extends PythonWasm {
  readonly types: () => TypeStripper;
}

/** Starts the engines. Takes some hundred milliseconds; one sanitizer serves any number of candidates. */
export async function createSanitizer({ types, ...wasm }: Engines): Promise<Sanitizer> {
  const engine = await createPythonEngine(wasm);
  return {
    sanitize(source, options = {}) {
      const language = options.language ?? guessLanguage(source);
      return language === 'javascript'
        ? sanitizeJavaScript(types, source, options)
        : sanitizePython(engine, source, options);
    },
  };
}

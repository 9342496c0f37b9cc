import { cutTextStart } from '@codecsmith/kernel';

const LAST_LINES = 20;
const LAST_LINES_CHARACTERS = 4000;

/** The end of a log, for people who read the failure's fact. */
export function lastLines(log: string): string {
  return cutTextStart(log.trimEnd().split('\n').slice(-LAST_LINES).join('\n'), LAST_LINES_CHARACTERS);
}

/** What all sides printed, each under a heading that says which it was. */
export class RunLog {
  readonly #parts: string[] = [];

  add(heading: string, text: string): void {
    if (text !== '') this.#parts.push(`== ${heading}\n${text}${text.endsWith('\n') ? '' : '\n'}`);
  }

  text(): string {
    return this.#parts.join('');
  }
}

/** A command of a session as a document prints it, and the output that is printed below it. */
export interface PrintedStep {
  readonly command: string;
  /** `…` stands for anything. */
  readonly output: string;
}

/** The steps of every `console` block of a Markdown text, block by block. */
export function printedSessions(markdown: string): PrintedStep[][] {
  return [...markdown.matchAll(/^```console\n(.*?)^```$/gms)].map(([, body = '']) =>
    body.split(/^\$ /m).flatMap((text) => {
      const [command = '', ...output] = text.trimEnd().split('\n');
      return command === '' ? [] : [{ command, output: output.join('\n') }];
    }),
  );
}

/** What an output must look like to be the printed one. */
export const printedPattern = (output: string): RegExp =>
  new RegExp(`^${output.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&').replaceAll('…', '.*')}$`, 's');

/** The words of a command, as a shell takes them: single quotes keep what they hold. */
export const wordsOf = (command: string): string[] =>
  [...command.matchAll(/(?:'[^']*'|[^\s'])+/g)].map(([word]) => word.replaceAll("'", ''));

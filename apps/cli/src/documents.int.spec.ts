import { glob, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Command } from 'commander';
import { buildProgram } from './program.ts';
import { WORKSPACE_ROOT } from './workspace-root.ts';

interface Printed {
  readonly document: string;
  readonly line: string;
}

/** Every `./codecsmith …` that stands in a code block of a document, with continued lines joined. */
async function printedCommands(): Promise<Printed[]> {
  const found: Printed[] = [];
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'SECURITY.md',
    'docs/**/*.md',
    '{apps,libs,examples,test}/*/README.md',
  ];
  for await (const document of glob(pages, { cwd: WORKSPACE_ROOT })) {
    const text = await readFile(join(WORKSPACE_ROOT, document), 'utf8');
    for (const [, block = ''] of text.matchAll(/^```[^\n]*\n(.*?)^```/gms)) {
      for (const line of block.replaceAll(/\\\n\s*/g, '').split('\n')) {
        const [, command] = /(?:^|\s)\.\/codecsmith\s+(.+)$/.exec(line) ?? [];
        if (command !== undefined) found.push({ document, line: command });
      }
    }
  }
  return found;
}

/** Commands that run from source as processes of their own: this program does not know their options. */
const OWN_PROCESSES = new Set(['bench', 'test']);
const program = await buildProgram();

/** What the command line would not understand of this line; undefined when it understands all. */
function misunderstood(line: string): string | undefined {
  const words = line.replace(/\s+[#>|].*$/, '').split(/\s+/);
  let command: Command = program;
  while (command.commands.length > 0) {
    const word = words.shift();
    const child = command.commands.find((each) => each.name() === word);
    if (child === undefined) return `there is no command ${word}`;
    if (OWN_PROCESSES.has(child.name())) return undefined;
    command = child;
  }
  const known = new Set(command.options.flatMap(({ long, short }) => [long, short]));
  const unknown = words.filter((word) => /^--?[a-z]/.test(word)).find((word) => !known.has(word.split('=')[0] ?? ''));
  return unknown === undefined ? undefined : `${command.name()} has no option ${unknown}`;
}

describe('the documents', () => {
  it('print commands that the command line has, with options that it knows', async () => {
    const printed = await printedCommands();
    expect(printed.length).toBeGreaterThan(20);
    expect(
      printed.flatMap(({ document, line }) => {
        const problem = misunderstood(line);
        return problem === undefined ? [] : [`${document}: ${line}: ${problem}`];
      }),
    ).toEqual([]);
  });

  it.each([
    ['fly to the moon', 'there is no command fly'],
    ['clip paint x', 'there is no command paint'],
    ['submit x.py --speed 9 --wait', 'submit has no option --speed'],
  ])('would be caught printing "%s"', (line, problem) => {
    expect(misunderstood(line)).toBe(problem);
  });
});

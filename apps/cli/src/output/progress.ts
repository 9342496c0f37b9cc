import { createLogUpdate } from 'log-update';
import { printNote } from './print.ts';

/** Shows work that takes long: redrawn in place on a terminal, plain lines elsewhere. */
export interface Progress {
  /** The whole picture as of now. */
  show(lines: readonly string[]): void;
  /** A line that stays. */
  note(line: string): void;
  /** Leaves the terminal as it should be found. */
  done(): void;
}

/** Always on standard error, so that a result on standard output stays clean. */
export const createProgress = (stream: NodeJS.WriteStream = process.stderr): Progress =>
  stream.isTTY ? terminalProgress(stream) : plainProgress();

function terminalProgress(stream: NodeJS.WriteStream): Progress {
  const draw = createLogUpdate(stream);
  return {
    show: (lines) => draw(lines.join('\n')),
    note: (line) => {
      draw.clear();
      stream.write(`${line}\n`);
    },
    done: () => draw.clear(),
  };
}

/** Prints a line only when it says something that it did not say before. */
function plainProgress(): Progress {
  const said = new Set<string>();
  const say = (line: string): void => {
    if (line === '' || said.has(line)) return;
    said.add(line);
    printNote(line);
  };
  return { show: (lines) => lines.forEach(say), note: say, done: () => undefined };
}

import { visibleText } from '@codecsmith/kernel';
import { createLogUpdate } from 'log-update';
import { printNote } from './print.ts';

/** Shows work that takes long: a picture redrawn in place on a terminal; elsewhere only the lines that stay. */
export interface Progress {
  /** The whole picture as of now; nothing where there is no terminal. */
  redraw(lines: readonly string[]): void;
  /** A line that stays. */
  note(line: string): void;
  /** Takes the picture away. */
  done(): void;
}

/** Always on standard error, so that a result on standard output stays clean. */
export function createProgress(stream: NodeJS.WriteStream = process.stderr): Progress {
  if (!stream.isTTY) return { redraw: () => undefined, note: printNote, done: () => undefined };
  const draw = createLogUpdate(stream);
  return {
    redraw: (lines) => draw(visibleText(lines.join('\n'))),
    note: (line) => {
      draw.clear();
      stream.write(`${visibleText(line)}\n`);
    },
    done: () => draw.clear(),
  };
}

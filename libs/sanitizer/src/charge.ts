// eslint-disable-next-line @nx/enforce-module-boundaries -- the package's types are ours (tsconfig.base.json), its code is not
import { compress } from 'lzma1';

/** What a source is made of, once for what it computes and once for what it can carry. */
export interface SourceParts {
  /** The program without comments and layout, its names replaced by short ones. */
  readonly program: string;
  /** Everything that can hold data and be read back: literals, comments, each name once. */
  readonly text: string;
}

/** What the code itself would cost to send. */
export interface Charge {
  /** LZMA bytes of the program. */
  readonly sourceBytes: number;
  /** LZMA bytes of its literals, comments and names together. */
  readonly tableBytes: number;
}

/** Its window of 512 KiB holds the largest source; larger ones only take longer. */
const MODE = 3;
const compressed = (text: string): number => compress(Buffer.from(text), MODE).length;

export const chargeOf = ({ program, text }: SourceParts): Charge => ({
  sourceBytes: compressed(program),
  tableBytes: compressed(text),
});

/** One piece of a source, in order. */
export interface Piece {
  readonly kind: 'name' | 'literal' | 'comment' | 'other';
  readonly text: string;
  /** Whether a line begins with it. */
  readonly first: boolean;
}

export function partsOf(pieces: Iterable<Piece>): SourceParts {
  const names = new Map<string, string>();
  const shortName = (name: string): string => {
    const known = names.get(name) ?? `n${names.size.toString(36)}`;
    names.set(name, known);
    return known;
  };
  const [program, text]: [string[], string[]] = [[], []];
  for (const { kind, text: piece, first } of pieces) {
    if (kind === 'literal' || kind === 'comment') text.push(piece);
    if (kind === 'comment') continue;
    program.push(first ? '\n' : ' ', kind === 'name' ? shortName(piece) : piece);
  }
  return { program: program.join(''), text: [...text, ...names.keys()].join('\n') };
}

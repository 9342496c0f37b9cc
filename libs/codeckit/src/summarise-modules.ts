import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const COMMENT = String.raw`/\*\*((?:(?!\*/)[^])*)\*/`;
const FIRST_COMMENT = new RegExp(COMMENT, 'u');
const IS_DOCUMENTATION = /^\nexport (?:function|class|const \w+ = \()/u;
const RE_EXPORT = /^export \{ (.*) \} from '\.\/(.*)';$/gmu;
const EXPORT = new RegExp(`^(?:${COMMENT}\\n)?export (function|class|const) (\\w+)(.*)$`, 'gmu');
const MEMBER = new RegExp(`^  (?:${COMMENT}\\n  )?(\\w+)(\\(.*\\) \\{| = .*;)$`, 'gmu');

/**
 * Every export of a folder's `index.js`, module by module: its name, its parameters as the source has them, and its
 * documentation. The sources are read as prettier leaves them.
 */
export function summariseModules(folder: string): string {
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
  const index = read('index.js');
  const sections = [...index.matchAll(RE_EXPORT)].map(([, names = '', file = '']) =>
    sectionOf(read(file), names.split(', ')),
  );
  return `${[sectionOf(index), ...sections].join('\n\n')}\n`;
}

/** What a module says of itself, then its exports: those of the given names, or all. */
function sectionOf(source: string, names?: readonly string[]): string {
  const about = aboutOf(source);
  const rest = about === undefined ? source : source.replace(FIRST_COMMENT, '');
  const lines = [...rest.matchAll(EXPORT)].flatMap(({ index, 1: comment, 2: kind, 3: name = '', 4: tail = '' }) => {
    if (names?.includes(name) === false) return [];
    if (kind !== 'class') return [`  ${name}${shapeOf(tail)}${told(comment)}`, ...fieldsOf(rest.slice(index), tail)];
    const body = rest.slice(index, rest.indexOf('\n}\n', index));
    const members = [...body.matchAll(MEMBER)].map(([, about, member = '', shape = '']) => ({ about, member, shape }));
    const made = members.find(({ member }) => member === 'constructor');
    const own = members.filter((one) => one !== made);
    return [
      `  new ${name}${shapeOf(made?.shape ?? '()')}${told(comment)}`,
      ...own.map(({ about, member, shape }) => `    .${member}${shapeOf(shape)}${told(about)}`),
    ];
  });
  return [...(about === undefined ? [] : [plain(about)]), ...lines].join('\n');
}

/** The lines of an object that a constant holds, such as a table of options. */
function fieldsOf(source: string, tail: string): string[] {
  if (!tail.endsWith('= {')) return [];
  return [
    source
      .slice(source.indexOf('= {') + 3, source.indexOf('\n};'))
      .replaceAll('\n', '\n  ')
      .slice(1),
    '  }',
  ];
}

/** A module's first comment, unless it documents the function or class right after it. */
function aboutOf(source: string): string | undefined {
  const first = FIRST_COMMENT.exec(source);
  if (first === null || IS_DOCUMENTATION.test(source.slice(first.index + first[0].length))) return undefined;
  return first[1];
}

/** Parameters of what can be called, the value of what cannot, from what follows the name. */
const shapeOf = (tail: string): string =>
  /^(\(.*\)) \{$/u.exec(tail)?.[1] ?? /^(?: = )?(\(.*?\))(?: =>.*| \{)$/u.exec(tail)?.[1] ?? tail.replace(/;$/u, '');

const told = (comment: string | undefined): string => (comment === undefined ? '' : `: ${plain(comment)}`);
const plain = (comment: string): string => comment.replaceAll(/^\s*\*\s|\s*\n\s*\*\s|\s+/gu, ' ').trim();

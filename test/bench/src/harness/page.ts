import { partText, type BenchDocument } from './document.ts';

const beginOf = (name: string): string => `<!-- bench ${name} -->`;
const endOf = (name: string): string => `<!-- bench ${name} ends -->`;

/**
 * The page with the tables of each measured part in the place that is marked for it; the rest stays.
 *
 * @throws Error naming a part that has no place
 */
export const withTables = (page: string, { machine, takenAt, version, rounds, parts }: BenchDocument): string =>
  parts.reduce((text, part) => {
    const [begin, end] = [text.indexOf(beginOf(part.name)), text.indexOf(endOf(part.name))];
    if (begin < 0 || end < begin)
      throw new Error(`the page has no ${beginOf(part.name)} with ${endOf(part.name)} behind it`);
    const taken = `Version ${version}, ${takenAt}, ${rounds} rounds: ${machine}`;
    const table = [beginOf(part.name), '', partText(part).trimEnd(), '', taken, ''].join('\n');
    return `${text.slice(0, begin)}${table}\n${text.slice(end)}`;
  }, page);

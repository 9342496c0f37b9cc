import type { ArtifactStore } from '@codecsmith/artifacts';
import type { ReactorCommand } from '@codecsmith/bus';
import { authorLine, type Cleared, type Violation, type Warning } from '@codecsmith/sanitizer';
import type { ExperimentCommandInput } from '@codecsmith/experiment';

/** Facts hold the first of a long list; a candidate with more than that is told by its first ones. */
const MOST_REMARKS = 100;

const cut = (text: string, length: number): string => (text.length > length ? `${text.slice(0, length - 1)}…` : text);

/** Source that is no UTF-8: found before any rule sees it. */
export const unreadableText: Violation = {
  rule: 'text.unreadable',
  line: 1,
  column: 1,
  message: 'the source is not UTF-8 text',
  advice: 'save the file as UTF-8',
};

/** The reading itself went past its limits. */
export const tooHeavy = (reason: string): Violation => ({
  rule: 'analysis.limit',
  line: 1,
  column: 1,
  message: `the source could not be read within the limits: ${reason}`,
  advice: 'make it smaller or less deeply nested; compute tables when the module loads',
});

export function rejectedCommand(violations: readonly Violation[]): ReactorCommand {
  const data: ExperimentCommandInput<'record-rejected'> = {
    violations: violations.slice(0, MOST_REMARKS).map(({ rule, line, column, message, advice }) => ({
      rule,
      line,
      column,
      message: cut(message, 2000),
      advice: cut(advice, 2000),
    })),
  };
  return { verb: 'record-rejected', data };
}

const remarkOf = ({ rule, line, message, advice }: Warning) => ({
  rule,
  line,
  message: cut(`${message}; ${advice}`, 1000),
});

/** The author's line of each cleared line, as an artifact; null when all lines stayed where they were. */
async function storeLineMap(store: ArtifactStore, { lineMap }: Cleared): Promise<string | null> {
  if (lineMap.every(({ cleared, author }) => cleared === author)) return null;
  const lines = lineMap.reduce((sum, segment) => Math.max(sum, segment.cleared + segment.lines - 1), 0);
  const map = Array.from({ length: lines }, (_, index) => authorLine(lineMap, index + 1) ?? null);
  return (await store.put(Buffer.from(JSON.stringify(map)))).digest;
}

/** Stores what will run, then tells what was learned of it. */
export async function clearedCommand(store: ArtifactStore, result: Cleared, tree: string): Promise<ReactorCommand> {
  const { language, api, color, track, needs, imports, family, packageBytes, charge, complexity } = result;
  const data: ExperimentCommandInput<'record-cleared'> = {
    cleared: await store.put(Buffer.from(result.code)),
    candidate: {
      language,
      api,
      color,
      track,
      needs: [...needs],
      imports: imports.slice(0, MOST_REMARKS).map((name) => cut(name, 200)),
      family,
      packageBytes,
      charge,
      complexity,
    },
    tree,
    changes: result.changes
      .slice(0, MOST_REMARKS)
      .map(({ rule, line, description }) => ({ rule, line, message: cut(description, 1000) })),
    warnings: result.warnings.slice(0, MOST_REMARKS).map(remarkOf),
    lineMap: await storeLineMap(store, result),
  };
  return { verb: 'record-cleared', data };
}

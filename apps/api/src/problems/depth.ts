const SHOWN_STEPS = 4;

/**
 * The field of a JSON value that nests deeper than `levels`, as its first steps; undefined when none does. It walks
 * level by level, so that no input exhausts the stack.
 */
export function depthBeyond(value: unknown, levels: number): string | undefined {
  let level: Node[] = [{ value, path: [] }];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return level[0]?.path.slice(0, SHOWN_STEPS).join('.');
    level = level.flatMap(childrenOf);
  }
  return undefined;
}

interface Node {
  readonly value: unknown;
  readonly path: readonly string[];
}

function childrenOf({ value, path }: Node): Node[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value)
    .filter(([, child]) => typeof child === 'object' && child !== null)
    .map(([name, child]) => ({ value: child as unknown, path: [...path, name] }));
}

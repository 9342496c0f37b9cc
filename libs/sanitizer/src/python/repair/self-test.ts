import { ENTRY_POINTS } from '@codecsmith/codec';
import type { RepairDescription } from '../../rule.ts';
import { findSelfTests, type Statement } from '../../self-tests.ts';
import { changed, eraseStatement, type Draft } from '../../text/draft.ts';
import { isDefinition, type PythonModule } from '../analysis/module.ts';
import { childOf, closest, findAll, topStatement, type PyNode } from '../node.ts';

export const selfTest: RepairDescription = {
  id: 'module.self-test',
  kind: 'repair',
  title: 'Top-level statements that call the entry points themselves are removed.',
  why: 'A self test would run in both jails before the first frame, on frames of its own. What depends on its results goes with it; when a function needs those results, nothing is removed.',
  bad: 'def compress_video_frame(frame, frame_index, config):\n    return bytes(frame)\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data\n\n\npacket = compress_video_frame([1, 2], 0, {})\nprint(len(packet))',
  good: 'LEVELS = [step * 2 for step in range(8)]\nprint(len(LEVELS))',
};

const ENTRIES = Object.values(ENTRY_POINTS.python).flatMap(({ encode, decode }) => [encode.name, decode.name]);

/** True when the statement itself, not a function made in it, calls one of these names. */
function callsNow(statement: PyNode, names: ReadonlySet<string>): boolean {
  return findAll(statement, 'call').some((call) => {
    const callee = childOf(call, 'function');
    if (callee?.type !== 'identifier' || !names.has(callee.text)) return false;
    return (
      closest(call, ({ type }) => ['function_definition', 'lambda', 'class_definition'].includes(type)) === undefined
    );
  });
}

const isImport = ({ type }: PyNode): boolean => type.startsWith('import_') || type.startsWith('future_import');

/** Module-level names that each top-level statement uses and binds. */
function readStatements(module: PythonModule): Statement<PyNode>[] {
  const uses = new Map<PyNode, Set<string>>();
  const binds = new Map<PyNode, Set<string>>();
  const add = (map: Map<PyNode, Set<string>>, node: PyNode, name: string) => {
    const top = topStatement(node);
    map.set(top, (map.get(top) ?? new Set()).add(name));
  };
  for (const { name, node, scope } of module.names.references) {
    if (scope.resolve(name) === module.names.module) add(uses, node, name);
  }
  for (const [name, bindings] of module.names.module.bindings) for (const { node } of bindings) add(binds, node, name);
  return module.statements.map((node) => {
    const bound = binds.get(node) ?? new Set<string>();
    return {
      node,
      uses: uses.get(node) ?? new Set(),
      binds: bound,
      isDefinition: isDefinition(node),
      isFixed: isDefinition(node) || isImport(node) || ENTRIES.some((entry) => bound.has(entry)),
      setsState: findAll(node, 'global_statement').length > 0,
      calls: (names) => callsNow(node, names),
    };
  });
}

/** Works from the end to the start, so that places in the tree stay true. */
export function removeSelfTests(draft: Draft, module: PythonModule): Draft {
  if (!module.complete) return draft;
  const tests = findSelfTests(readStatements(module), ENTRIES, ({ node }) => module.isReachable(node));
  return tests.reduceRight((current, { node }) => {
    const description = 'removed a top-level call of the own entry points, or what depends on it';
    return changed(current, eraseStatement(current.text, node, 'pass'), {
      rule: selfTest.id,
      line: node.line,
      description,
    });
  }, draft);
}

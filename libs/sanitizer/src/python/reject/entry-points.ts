import { ENTRY_POINTS, type Api, type EntryPair, type EntryPoint } from '@codecsmith/codec';
import type { PythonModule } from '../analysis/module.ts';
import { closeNames } from '../../close-names.ts';
import { childOf, closest, findAll, named, plainString, type PyNode } from '../node.ts';
import { at, atTop, type PythonRule } from '../finding.ts';

const APIS = Object.entries(ENTRY_POINTS.python) as [Api, EntryPair][];

const signature = ({ name, parameters }: EntryPoint): string => `${name}(${parameters.join(', ')})`;

/** The api of a candidate: the pair that is there, the frame api when both are. */
export function apiOf(module: PythonModule): Api | undefined {
  const has = ({ name }: EntryPoint) => module.definitions(name).length > 0;
  return APIS.find(([, { encode, decode }]) => has(encode) && has(decode))?.[0];
}

/** Entry points that are there, whichever api they belong to, with the `def` when it is one. */
function present(module: PythonModule): { entry: EntryPoint; def: PyNode }[] {
  const api = apiOf(module);
  const pairs = APIS.filter(([name]) => api === undefined || api === name).map(([, pair]) => pair);
  return pairs
    .flatMap(({ encode, decode }) => [encode, decode])
    .flatMap((entry) => {
      const def = module.functionNamed(entry.name);
      return def ? [{ entry, def }] : [];
    });
}

export const missingEntryPoint: PythonRule = {
  id: 'entry-points.missing',
  kind: 'reject',
  title: 'A candidate has both functions of one api.',
  why: 'The harness calls them by name. One half alone cannot be measured, and guessing what another name meant would measure something else than the author wrote.',
  bad: 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n\n\ndef decompress_frame(data, frame_index, config):\n    return data',
  good: 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  find({ module }) {
    if (apiOf(module) !== undefined || module.names.starImport) return [];
    const has = ({ name }: EntryPoint) => module.definitions(name).length > 0;
    const half = APIS.map(([, pair]) => pair).find(({ encode, decode }) => has(encode) || has(decode));
    const all = [...module.names.module.bindings.keys()];
    if (half) {
      const missing = has(half.encode) ? half.decode : half.encode;
      return [
        atTop(
          `${missing.name} is missing`,
          `define ${signature(missing)} at the top level${closeNames(missing.name, all)}`,
        ),
      ];
    }
    const { encode, decode } = ENTRY_POINTS.python.frame;
    const video = ENTRY_POINTS.python.video;
    const choice = `define ${signature(encode)} and ${signature(decode)}, or ${signature(video.encode)} and ${signature(video.decode)}`;
    return [atTop(`${encode.name} and ${decode.name} are missing`, `${choice}${closeNames(encode.name, all)}`)];
  },
};

/** Why positional arguments of this count would not fit, or undefined. */
function misfit(parameters: readonly PyNode[], count: number): string | undefined {
  const star = parameters.findIndex(
    ({ type, text }) => type === 'keyword_separator' || type === 'list_splat_pattern' || text.startsWith('*'),
  );
  const positional = (star < 0 ? parameters : parameters.slice(0, star)).filter(
    ({ type }) => type !== 'positional_separator',
  );
  const optional = positional.filter((parameter) => childOf(parameter, 'value'));
  const takesMore = parameters.some(({ text }) => text.startsWith('*') && !text.startsWith('**') && text !== '*');
  const least = positional.length - optional.length;
  if (least > count || (positional.length < count && !takesMore))
    return `it takes ${least === positional.length ? least : `${least} to ${positional.length}`}`;
  const keywordOnly = star < 0 ? [] : parameters.slice(star + 1).filter(({ text }) => !text.startsWith('*'));
  const required = keywordOnly.find((parameter) => !childOf(parameter, 'value'));
  return required ? `it needs the keyword argument ${required.text}` : undefined;
}

export const wrongArity: PythonRule = {
  id: 'entry-points.arity',
  kind: 'reject',
  title: 'Entry points take the arguments that the harness passes.',
  why: 'They are called with positional arguments only. Extra parameters need defaults.',
  bad: 'def compress_video_frame(frame, config):\n    return frame.tobytes()\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  good: 'def compress_video_frame(frame, frame_index, config, level=6):\n    return frame.tobytes()\n\n\ndef decompress_video_frame(data, *rest):\n    return data',
  find({ module }) {
    return present(module).flatMap(({ entry, def }) => {
      if (def.parent?.type === 'decorated_definition') return [];
      const parameters = named(childOf(def, 'parameters') as PyNode);
      const why = misfit(parameters, entry.parameters.length);
      if (why === undefined) return [];
      const message = `${entry.name} is called with ${entry.parameters.length} arguments, ${why}`;
      return [at(childOf(def, 'name') as PyNode, message, `write def ${signature(entry)}`)];
    });
  },
};

/** True for a statement that does nothing: `pass`, `...`, a docstring, `return`, `return None`, `raise NotImplementedError`. */
function isIdle(statement: PyNode): boolean {
  const inner = named(statement)[0];
  switch (statement.type) {
    case 'pass_statement':
    case 'comment':
      return true;
    case 'expression_statement':
      return (
        inner !== undefined &&
        (inner.type === 'ellipsis' || plainString(inner) !== undefined || inner.type === 'concatenated_string')
      );
    case 'return_statement':
      return inner === undefined || inner.type === 'none';
    case 'raise_statement':
      return findAll(statement, 'identifier').some(({ text }) => text === 'NotImplementedError');
    default:
      return false;
  }
}

export const emptyEntryPoint: PythonRule = {
  id: 'entry-points.empty',
  kind: 'reject',
  title: 'Entry points do something.',
  why: 'A placeholder (`pass`, `...`, `raise NotImplementedError`) is a reply that was cut short or an outline, not a codec.',
  bad: 'def compress_video_frame(frame, frame_index, config):\n    """Compress."""\n    pass\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  good: 'def compress_video_frame(frame, frame_index, config):\n    return b""\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  find({ module }) {
    return present(module).flatMap(({ entry, def }) => {
      const body = childOf(def, 'body') as PyNode;
      if (!named(body).every(isIdle)) return [];
      return [
        at(
          childOf(def, 'name') as PyNode,
          `${entry.name} has no body`,
          'write the function out: a placeholder cannot be measured',
        ),
      ];
    });
  },
};

export const lazyEntryPoint: PythonRule = {
  id: 'entry-points.lazy',
  kind: 'reject',
  title: 'Entry points return their result when they are called.',
  why: 'An `async def` returns a coroutine and a function with `yield` a generator: the harness would get neither bytes nor a frame.',
  bad: 'def compress_video_frame(frame, frame_index, config):\n    yield frame.tobytes()\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  good: 'def pieces(frame):\n    yield frame.tobytes()\n\n\ndef compress_video_frame(frame, frame_index, config):\n    return b"".join(pieces(frame))\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  find({ module }) {
    return present(module).flatMap(({ entry, def }) => {
      if (def.parent?.type === 'decorated_definition') return [];
      const name = childOf(def, 'name') as PyNode;
      if (def.children[0]?.type === 'async')
        return [at(name, `${entry.name} is async`, 'make it a plain def; the harness does not await')];
      const own = (node: PyNode) =>
        closest(node, ({ type }) => type === 'function_definition' || type === 'lambda') === def;
      const yields = findAll(def, 'yield').filter(own);
      if (yields.length === 0) return [];
      return [
        at(
          name,
          `${entry.name} is a generator: it has yield on line ${yields[0]?.line}`,
          'return the whole result; put yield into a helper',
        ),
      ];
    });
  },
};

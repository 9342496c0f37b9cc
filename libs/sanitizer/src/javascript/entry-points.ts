import { ENTRY_POINTS, type Api, type EntryPair, type EntryPoint } from '@codecsmith/codec';
import { closeNames } from '../close-names.ts';
import { at, atTop, type JavaScriptRule } from './finding.ts';
import { isFunction, type AnyNode, type JavaScriptProgram } from './program.ts';

const APIS = Object.entries(ENTRY_POINTS.javascript) as [Api, EntryPair][];
const { frame, video } = ENTRY_POINTS.javascript;

const signature = ({ name, parameters }: EntryPoint): string => `${name}(${parameters.join(', ')})`;

/** The api of a candidate: the pair that is there, the frame api when both are. */
export const apiOf = (program: JavaScriptProgram): Api | undefined =>
  APIS.find(([, { encode, decode }]) => program.topNames.has(encode.name) && program.topNames.has(decode.name))?.[0];

type FunctionNode = Extract<
  AnyNode,
  { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }
>;

/** Entry points that are written out as functions. */
function written(program: JavaScriptProgram): { entry: EntryPoint; fn: FunctionNode }[] {
  const api = apiOf(program);
  const pairs = APIS.filter(([name]) => api === undefined || name === api).map(([, pair]) => pair);
  return pairs
    .flatMap(({ encode, decode }) => [encode, decode])
    .flatMap((entry) => {
      const fn = program.definition(entry.name);
      return fn && isFunction(fn) ? [{ entry, fn: fn as FunctionNode }] : [];
    });
}

const PAIR_DECODE = 'function decompressVideoFrame(data, frameIndex, config) {\n  return data;\n}';

export const missingEntryPoint: JavaScriptRule = {
  id: 'entry-points.missing',
  kind: 'reject',
  title: 'A candidate has both functions of one api.',
  why: 'The harness calls them by name.',
  bad: 'function compressVideoFrame(frame, frameIndex, config) {\n  return frame.data;\n}\n\nfunction decompress(data) {\n  return data;\n}',
  good: `const compressVideoFrame = (frame) => frame.data;\n\n${PAIR_DECODE}`,
  find(program) {
    if (apiOf(program)) return [];
    const has = ({ name }: EntryPoint) => program.topNames.has(name);
    const half = APIS.map(([, pair]) => pair).find(({ encode, decode }) => has(encode) || has(decode));
    const names = [...program.topNames];
    if (half) {
      const missing = has(half.encode) ? half.decode : half.encode;
      return [
        atTop(
          `${missing.name} is missing`,
          `define ${signature(missing)} at the top level${closeNames(missing.name, names)}`,
        ),
      ];
    }
    const choice = `define ${signature(frame.encode)} and ${signature(frame.decode)}, or ${signature(video.encode)} and ${signature(video.decode)}`;
    return [
      atTop(
        `${frame.encode.name} and ${frame.decode.name} are missing`,
        `${choice}${closeNames(frame.encode.name, names)}`,
      ),
    ];
  },
};

export const wrongArity: JavaScriptRule = {
  id: 'entry-points.arity',
  kind: 'reject',
  title: 'Entry points need no more arguments than the harness passes.',
  why: 'Further parameters would be undefined. Give them defaults.',
  bad: `function compressVideoFrame(frame, frameIndex, config, level) {\n  return frame.data;\n}\n\n${PAIR_DECODE}`,
  good: `function compressVideoFrame(frame, frameIndex, config, level = 6) {\n  return frame.data;\n}\n\n${PAIR_DECODE}`,
  find: (program) =>
    written(program).flatMap(({ entry, fn }) => {
      const optional = fn.params.findIndex(({ type }) => type === 'AssignmentPattern' || type === 'RestElement');
      const required = optional < 0 ? fn.params.length : optional;
      if (required <= entry.parameters.length) return [];
      const message = `${entry.name} is called with ${entry.parameters.length} arguments, it takes ${required}`;
      return [at(fn, message, `write ${signature(entry)}`)];
    }),
};

export const lazyEntryPoint: JavaScriptRule = {
  id: 'entry-points.lazy',
  kind: 'reject',
  title: 'Entry points return their result when they are called.',
  why: 'An async function returns a promise and a generator function an iterator: the harness would get neither bytes nor a frame.',
  bad: `async function compressVideoFrame(frame, frameIndex, config) {\n  return frame.data;\n}\n\n${PAIR_DECODE}`,
  good: `function compressVideoFrame(frame, frameIndex, config) {\n  return frame.data;\n}\n\n${PAIR_DECODE}`,
  find: (program) =>
    written(program)
      .filter(({ fn }) => fn.async || fn.generator)
      .map(({ entry, fn }) =>
        at(
          fn,
          `${entry.name} is ${fn.async ? 'async' : 'a generator'}`,
          'return the result itself from a plain function',
        ),
      ),
};

export const emptyEntryPoint: JavaScriptRule = {
  id: 'entry-points.empty',
  kind: 'reject',
  title: 'Entry points do something.',
  why: 'An empty body is a reply that was cut short or an outline, not a codec.',
  bad: `function compressVideoFrame(frame, frameIndex, config) {\n  // to be written\n}\n\n${PAIR_DECODE}`,
  good: `function compressVideoFrame(frame, frameIndex, config) {\n  return new Uint8Array(0);\n}\n\n${PAIR_DECODE}`,
  find: (program) =>
    written(program)
      .filter(
        ({ fn }) => fn.body.type === 'BlockStatement' && fn.body.body.every(({ type }) => type === 'EmptyStatement'),
      )
      .map(({ entry, fn }) => at(fn, `${entry.name} has no body`, 'write the function out')),
};

export const bothApis: JavaScriptRule = {
  id: 'entry-points.both',
  kind: 'warn',
  title: 'Both apis are there; the frame api is used.',
  why: 'A candidate is run through one of them.',
  bad: `const encodeVideo = (frames) => frames;\nconst decodeVideo = (data) => data;\nconst compressVideoFrame = (frame) => frame.data;\n\n${PAIR_DECODE}`,
  good: 'const encodeVideo = (frames) => frames;\nconst decodeVideo = (data) => data;',
  find(program) {
    const { encode, decode } = video;
    if (apiOf(program) !== 'frame' || !program.topNames.has(encode.name) || !program.topNames.has(decode.name))
      return [];
    return [atTop(`${encode.name} is not called`, 'remove one pair to say which you mean')];
  },
};

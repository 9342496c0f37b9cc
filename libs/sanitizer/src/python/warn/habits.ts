import { ENTRY_POINTS } from '@codecsmith/codec';
import { at, atTop, type PythonRule } from '../finding.ts';
import { childOf, findAll } from '../node.ts';
import { apiOf } from '../reject/entry-points.ts';

/** Aliases that numpy 1.24 took away. */
const REMOVED_ALIASES = ['int', 'float', 'bool', 'complex', 'object', 'str', 'long', 'unicode'].map(
  (name) => `numpy.${name}`,
);

export const removedAlias: PythonRule = {
  id: 'numpy.removed-alias',
  kind: 'warn',
  title: '`np.int`, `np.float`, `np.bool` and the like no longer exist.',
  why: 'They went with numpy 1.24: the line ends in an AttributeError when it is reached.',
  bad: 'import numpy as np\n\nKIND = np.float',
  good: 'import numpy as np\n\nKIND = np.float64',
  find: ({ module }) =>
    findAll(module.root, 'attribute')
      .filter((node) => REMOVED_ALIASES.includes(module.canonicalName(node) ?? ''))
      .map((node) =>
        at(node, `${node.text} was removed from numpy`, 'use the builtin, or a sized type such as np.int32'),
      ),
};

export const qualityIgnored: PythonRule = {
  id: 'config.quality-ignored',
  kind: 'warn',
  title: 'The encoder never asks for `quality`.',
  why: 'Every quality then gives the same bytes. A curve needs at least four different rates; a lossless codec has none by nature.',
  bad: 'def compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  good: 'def compress_video_frame(frame, frame_index, config):\n    step = 101 - config["quality"]\n    return (frame // step).tobytes()\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  find({ module }) {
    const mentioned = findAll(module.root, 'string_content', 'identifier').some(({ text }) => text === 'quality');
    return mentioned
      ? []
      : [atTop('"quality" is never read', 'let config["quality"] (1–100, higher is better) steer the rate')];
  },
};

export const bothApis: PythonRule = {
  id: 'entry-points.both',
  kind: 'warn',
  title: 'Both apis are there; the frame api is used.',
  why: 'A candidate is run through one of them.',
  bad: 'def encode_video(frames, config):\n    return frames.tobytes()\n\n\ndef decode_video(data, config):\n    return data\n\n\ndef compress_video_frame(frame, frame_index, config):\n    return frame.tobytes()\n\n\ndef decompress_video_frame(data, frame_index, config):\n    return data',
  good: 'def encode_video(frames, config):\n    return frames.tobytes()\n\n\ndef decode_video(data, config):\n    return data',
  find({ module }) {
    const { encode, decode } = ENTRY_POINTS.python.video;
    const [first] = module.definitions(encode.name);
    if (apiOf(module) !== 'frame' || !first || module.definitions(decode.name).length === 0) return [];
    return [at(first, `${encode.name} is not called`, 'remove one pair to say which you mean')];
  },
};

export const silentFailure: PythonRule = {
  id: 'errors.swallowed',
  kind: 'warn',
  title: 'A bare `except` that hides every failure.',
  why: 'A fault that is swallowed comes out as a bad picture instead of a traceback with a line.',
  bad: 'def load(value):\n    try:\n        return int(value)\n    except:\n        pass',
  good: 'def load(value):\n    try:\n        return int(value)\n    except ValueError:\n        return 0',
  find: ({ module }) =>
    findAll(module.root, 'except_clause')
      .filter((clause) => !childOf(clause, 'value'))
      .map((clause) => at(clause, 'a bare except hides the cause of a failure', 'name the exception that is expected')),
};

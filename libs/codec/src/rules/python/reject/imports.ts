import { TRACKS, type Track } from '../../../contract/candidate.ts';
import { STANDARD_LIBRARY, TRACK_MODULES } from '../../../contract/imports.ts';
import { isForTypeCheckers, isGuarded, type Import, type PythonModule } from '../analysis/module.ts';
import { at, type PythonRule, type PythonUnit } from '../finding.ts';

const topName = ({ module }: Import): string => module.split('.')[0] ?? '';

/** Top-level names of everything imported, sorted. */
export const importedModules = (module: PythonModule): string[] =>
  [...new Set(module.imports.filter(({ relative }) => !relative).map(topName))].sort();

/** An import that the candidate survives without: caught on the spot, or in code that nothing reaches. */
const isOptional = (module: PythonModule, { node }: Import): boolean =>
  isGuarded(node, 'ImportError', 'ModuleNotFoundError') || isForTypeCheckers(node) || !module.isReachable(node);

const isThirdParty = (item: Import): boolean => !item.relative && !STANDARD_LIBRARY.has(topName(item));

/** The narrowest track that has all modules which the candidate cannot do without. */
export function narrowestTrack(module: PythonModule): Track {
  const needed = module.imports.filter((item) => isThirdParty(item) && !isOptional(module, item)).map(topName);
  return TRACKS.find((track) => needed.every((name) => TRACK_MODULES[track].includes(name))) ?? 'open';
}

const trackOf = ({ module, track }: PythonUnit): Track => track ?? narrowestTrack(module);

/** What can be imported beside the standard library. */
const offered = (unit: PythonUnit): string[] =>
  TRACK_MODULES[trackOf(unit)].filter((name) => unit.modules.includes(name));

function refused(unit: PythonUnit): Import[] {
  return unit.module.imports.filter((item) => isThirdParty(item) && !offered(unit).includes(topName(item)));
}

/** True when another track would have the module. */
const isOfOtherTrack = (item: Import): boolean => TRACKS.some((track) => TRACK_MODULES[track].includes(topName(item)));

const has = (unit: PythonUnit): string => `there is the standard library and ${offered(unit).join(', ')}`;

export const unavailableImport: PythonRule = {
  id: 'imports.unavailable',
  kind: 'reject',
  title: 'Modules that are imported exist in the jail.',
  why: 'The jail holds the interpreter, its standard library and a few named packages; anything else ends in a ModuleNotFoundError on the first frame.',
  bad: 'import scipy.fft',
  good: 'import numpy.fft\n\ntry:\n    import scipy.fft as fft\nexcept ImportError:\n    fft = numpy.fft',
  find(unit) {
    const gone = refused(unit).filter(
      (item) => !isOptional(unit.module, item) && !(unit.track && isOfOtherTrack(item)),
    );
    return gone.map((item) => at(item.node, `module ${topName(item)} is not in the jail`, has(unit)));
  },
};

export const relativeImport: PythonRule = {
  id: 'imports.relative',
  kind: 'reject',
  title: 'A candidate is one file.',
  why: 'There is no package around it, so a relative import fails.',
  bad: 'from .tables import ZIGZAG',
  good: 'ZIGZAG = [0, 1, 8, 16]',
  find: ({ module }) =>
    module.imports
      .filter((item) => item.relative && !isOptional(module, item))
      .map(({ node }) => at(node, 'relative import', 'put everything into one file')),
};

export const trackImport: PythonRule = {
  id: 'imports.track',
  kind: 'reject',
  title: 'A candidate on the `pure` track brings its own compression.',
  why: 'cv2 and PIL hold whole codecs (WebP, JPEG 2000, AVIF). The `open` track allows them and has its own board.',
  bad: 'import cv2',
  good: 'import zlib',
  find(unit) {
    if (!unit.track) return [];
    const { module, track } = unit;
    return refused(unit)
      .filter((item) => !isOptional(module, item) && isOfOtherTrack(item))
      .map((item) => at(item.node, `module ${topName(item)} is not allowed on the ${track} track`, has(unit)));
  },
};

export const optionalImport: PythonRule = {
  id: 'imports.optional',
  kind: 'warn',
  title: 'An import that will fail, but is not needed.',
  why: 'The candidate catches the failure or never gets there. Its fallback is what will be measured.',
  bad: 'try:\n    import numba\nexcept ImportError:\n    numba = None',
  good: 'try:\n    import lzma\nexcept ImportError:\n    lzma = None',
  find: (unit) =>
    refused(unit)
      .filter((item) => isOptional(unit.module, item))
      .map((item) =>
        at(item.node, `module ${topName(item)} is not in the jail`, `${has(unit)}; the fallback will run`),
      ),
};

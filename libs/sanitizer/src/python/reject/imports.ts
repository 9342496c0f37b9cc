import { TRACKS, type Track, STANDARD_LIBRARY, TRACK_MODULES } from '@codecsmith/codec';
import { isForTypeCheckers, isGuarded, type Import, type PythonModule } from '../analysis/module.ts';
import { at, type PythonRule, type PythonUnit } from '../finding.ts';

const topName = ({ module }: Import): string => module.split('.')[0] ?? '';

/** An import that the candidate survives without: caught on the spot, or in code that nothing reaches. */
const isOptional = (module: PythonModule, { node }: Import): boolean =>
  isGuarded(node, 'ImportError', 'ModuleNotFoundError') || isForTypeCheckers(node) || !module.isReachable(node);

const isThirdParty = (item: Import): boolean => !item.relative && !STANDARD_LIBRARY.has(topName(item));

/** The narrowest track that has all modules which the candidate cannot do without. */
export function narrowestTrack({ module, modules }: PythonUnit): Track {
  const needed = module.imports.filter((item) => isThirdParty(item) && !isOptional(module, item)).map(topName);
  return TRACKS.find((track) => needed.every((name) => modules[track].includes(name))) ?? 'open';
}

const trackOf = (unit: PythonUnit): Track => unit.track ?? narrowestTrack(unit);

/** What can be imported beside the standard library. */
export const offered = (unit: PythonUnit): readonly string[] => unit.modules[trackOf(unit)];

function refused(unit: PythonUnit): Import[] {
  return unit.module.imports.filter((item) => isThirdParty(item) && !offered(unit).includes(topName(item)));
}

/** Top-level names of everything imported that is there to be imported, sorted. */
export function importedModules(unit: PythonUnit): string[] {
  const gone = new Set(refused(unit).map(topName));
  const names = unit.module.imports.filter(({ relative }) => !relative).map(topName);
  return [...new Set(names)].filter((name) => !gone.has(name)).sort();
}

/** True when another track has the module. */
const isOfOtherTrack = (unit: PythonUnit, item: Import): boolean =>
  TRACKS.some((track) => unit.modules[track].includes(topName(item)));

/** A module that the contract gives this track, and this machine does not. */
const isMissingHere = (unit: PythonUnit, item: Import): boolean => TRACK_MODULES[trackOf(unit)].includes(topName(item));

const whyNot = (unit: PythonUnit, item: Import): string =>
  isMissingHere(unit, item)
    ? `module ${topName(item)} cannot be had on the ${trackOf(unit)} track of this machine: its build is linked to video codecs`
    : `module ${topName(item)} is not allowed on the ${trackOf(unit)} track`;

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
      (item) => !isOptional(unit.module, item) && !(unit.track && isOfOtherTrack(unit, item)),
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
  why: 'cv2 and PIL hold whole codecs (WebP, JPEG 2000, AVIF). The `open` track allows them and has its own board. torch is on `pure` only where its build loads no video codecs: Debian’s loads libavcodec and libx264 whenever it is imported.',
  bad: 'import cv2',
  good: 'import zlib',
  find(unit) {
    if (!unit.track) return [];
    return refused(unit)
      .filter((item) => !isOptional(unit.module, item) && isOfOtherTrack(unit, item))
      .map((item) => at(item.node, whyNot(unit, item), has(unit)));
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

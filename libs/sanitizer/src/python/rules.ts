import type { PythonRule } from './finding.ts';
import { badColor, badNeeds } from './reject/constants.ts';
import { emptyEntryPoint, lazyEntryPoint, missingEntryPoint, wrongArity } from './reject/entry-points.ts';
import { optionalImport, relativeImport, trackImport, unavailableImport } from './reject/imports.ts';
import { maybeUndefinedName, undefinedName, usedBeforeDefinition } from './reject/names.ts';
import { literalTooBig } from './reject/sizes.ts';
import { bothApis, qualityIgnored, removedAlias, silentFailure } from './warn/habits.ts';
import { JAIL_WARNINGS } from './warn/jail.ts';

/** Every check on parsed Python, in the order of the documentation. */
export const PYTHON_RULES: readonly PythonRule[] = [
  missingEntryPoint,
  wrongArity,
  emptyEntryPoint,
  lazyEntryPoint,
  badColor,
  badNeeds,
  undefinedName,
  usedBeforeDefinition,
  unavailableImport,
  trackImport,
  relativeImport,
  literalTooBig,
  maybeUndefinedName,
  optionalImport,
  bothApis,
  qualityIgnored,
  removedAlias,
  silentFailure,
  ...JAIL_WARNINGS,
];

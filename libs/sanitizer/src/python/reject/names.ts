import { BUILTINS, CLASS_NAMES } from '../analysis/builtins.ts';
import { isForTypeCheckers, isGuarded, type PythonModule } from '../analysis/module.ts';
import type { Binding, Reference } from '../analysis/scope.ts';
import { at, type PythonRule, type PythonUnit } from '../finding.ts';
import { closest, type PyNode } from '../node.ts';

/** Calls after which a module may hold names that nobody can read off the source. */
const DYNAMIC = ['exec', 'globals', 'locals', 'vars', '__import__', 'setattr'];

/** Imports that nearly every candidate means when it uses the name without importing it. */
const USUAL_IMPORTS: Readonly<Record<string, string>> = {
  np: 'import numpy as np',
  torch: 'import torch',
  nn: 'import torch.nn as nn',
  F: 'import torch.nn.functional as F',
  cv2: 'import cv2',
  Image: 'from PIL import Image',
  dataclass: 'from dataclasses import dataclass',
  defaultdict: 'from collections import defaultdict',
  deque: 'from collections import deque',
  Counter: 'from collections import Counter',
  partial: 'from functools import partial',
  reduce: 'from functools import reduce',
  Path: 'from pathlib import Path',
};
const PLAIN_MODULES = 'math struct zlib lzma bz2 io json time random itertools functools heapq sys os numpy'.split(' ');
const TYPING = 'Any Callable Dict Generator Iterable Iterator List NamedTuple Optional Sequence Tuple Union'.split(' ');

function adviceFor(name: string): string {
  const usual = USUAL_IMPORTS[name] ?? (PLAIN_MODULES.includes(name) ? `import ${name}` : undefined);
  const line = usual ?? (TYPING.includes(name) ? `from typing import ${name}` : undefined);
  return line ? `add ${line}` : `define ${name}, or import it, before it is used`;
}

const needsEarlier = ({ kind }: Binding): boolean => kind === 'augmented' || kind === 'deleted';

/** Names about which nothing certain can be said: star imports, `globals()`, a tree that is not complete. */
function namesAreOpen(module: PythonModule): boolean {
  if (module.names.starImport || !module.complete) return true;
  return module.calls.some(({ name }) => DYNAMIC.includes(name));
}

/** True when a failure of this name would surely reach the harness. */
const fails = (module: PythonModule, { node, unevaluated }: Reference): boolean =>
  !unevaluated &&
  !isForTypeCheckers(node) &&
  module.isReachable(node) &&
  !isGuarded(node, 'NameError', 'UnboundLocalError');

interface Undefined {
  readonly reference: Reference;
  readonly message: string;
  readonly advice: string;
}

function explain(reference: Reference): Undefined | undefined {
  const { name, scope } = reference;
  const home = scope.resolve(name);
  if (!home) {
    if (BUILTINS.has(name) || (CLASS_NAMES.has(name) && closest(scope.node, ({ type }) => type === 'class_definition')))
      return undefined;
    return { reference, message: `name '${name}' is not defined`, advice: adviceFor(name) };
  }
  const bindings = home.bindings.get(name) ?? [];
  if (!bindings.every(needsEarlier) || BUILTINS.has(name)) return undefined;
  const local = home.kind === 'function' && home.module.bindings.has(name) && home !== home.module;
  const advice = local
    ? `add global ${name} to the function, or keep the state in an object`
    : `set ${name} before it is changed`;
  return { reference, message: `name '${name}' is changed but never set${local ? ' in this function' : ''}`, advice };
}

/** Every use of a name that has no binding where Python would look, first use of each name in each scope. */
function undefinedNames(module: PythonModule): Undefined[] {
  const seen = new Set<string>();
  return module.names.references.flatMap((reference) => {
    const found = explain(reference);
    const key = `${reference.scope.node.start}:${reference.name}`;
    if (!found || seen.has(key)) return [];
    seen.add(key);
    return [found];
  });
}

export const undefinedName: PythonRule = {
  id: 'names.undefined',
  kind: 'reject',
  title: 'Every name that will be used is defined somewhere that Python looks.',
  why: 'It would end the run with a NameError. Names in functions that nothing reaches, in annotations that are not evaluated and in a `try` that catches the error are left alone; after `from x import *`, `exec` or `globals()` nothing is refused.',
  bad: 'def helper(frame):\n    return np.mean(frame)\n\n\nLEVEL = helper([1, 2, 3])',
  good: 'import numpy as np\n\n\ndef helper(frame):\n    return np.mean(frame)\n\n\nLEVEL = helper([1, 2, 3])',
  find({ module }) {
    if (namesAreOpen(module)) return [];
    return undefinedNames(module)
      .filter(({ reference }) => fails(module, reference))
      .map(({ reference, message, advice }) => at(reference.node, message, advice));
  },
};

export const maybeUndefinedName: PythonRule = {
  id: 'names.maybe-undefined',
  kind: 'warn',
  title: 'A name without a definition, where it may not matter.',
  why: 'The code that uses it is never reached, or catches the failure, or makes names while it runs.',
  bad: 'def plot(frame):\n    plt.imshow(frame)',
  good: 'def plot(frame):\n    print(frame.mean())',
  find({ module }) {
    if (module.names.starImport || !module.complete) return [];
    const open = namesAreOpen(module);
    return undefinedNames(module)
      .filter(({ reference }) => !reference.unevaluated && (open || !fails(module, reference)))
      .map(({ reference, message, advice }) => at(reference.node, message, advice));
  },
};

/** True when a loop around the use also holds a binding: an earlier turn may have set it. */
function sharesLoop(node: PyNode, bindings: readonly Binding[]): boolean {
  const loop = closest(node, ({ type }) => type === 'for_statement' || type === 'while_statement');
  if (!loop) return false;
  return (
    bindings.some(({ node: { start } }) => start >= loop.start && start < loop.end) ||
    sharesLoop(loop.parent as PyNode, bindings)
  );
}

/** True when the node runs while the module is being imported, not in a function called later. */
const runsAtImport = ({ scope }: Reference): boolean => {
  for (let here: typeof scope | null = scope; here; here = here.parent) if (here.kind === 'function') return false;
  return true;
};

function usedTooEarly({ module }: PythonUnit): { reference: Reference; first: Binding }[] {
  return module.names.references.flatMap((reference) => {
    if (reference.unevaluated || !runsAtImport(reference) || BUILTINS.has(reference.name)) return [];
    if (reference.scope.resolve(reference.name) !== module.names.module) return [];
    const bindings = module.names.module.bindings.get(reference.name) ?? [];
    if (bindings.some(({ kind }) => kind === 'declared') || sharesLoop(reference.node, bindings)) return [];
    const first = bindings.filter((binding) => !needsEarlier(binding)).sort((a, b) => a.from - b.from)[0];
    return first && reference.node.start < first.from ? [{ reference, first }] : [];
  });
}

export const usedBeforeDefinition: PythonRule = {
  id: 'names.order',
  kind: 'reject',
  title: 'Set-up code uses only names defined above it.',
  why: 'A module runs from top to bottom when it is loaded, so a name used by a top-level statement above its definition is a NameError.',
  bad: 'TABLE = make_table(8)\n\n\ndef make_table(size):\n    return list(range(size))',
  good: 'def make_table(size):\n    return list(range(size))\n\n\nTABLE = make_table(8)',
  find(unit) {
    if (namesAreOpen(unit.module)) return [];
    return usedTooEarly(unit)
      .filter(({ reference }) => !isGuarded(reference.node, 'NameError'))
      .map(({ reference: { node, name }, first }) => {
        const place = `line ${first.node.line}`;
        return at(
          node,
          `name '${name}' is used before its definition on ${place}`,
          `move the definition of ${name} above line ${node.line}`,
        );
      });
  },
};

/** A top-level statement of a program, in terms of the module's own names. */
export interface Statement<Node> {
  readonly node: Node;
  readonly uses: ReadonlySet<string>;
  readonly binds: ReadonlySet<string>;
  /** Makes a function or class, nothing of whose body runs yet. */
  readonly isDefinition: boolean;
  /** Never removed: definitions, imports, what binds an entry point. */
  readonly isFixed: boolean;
  /** A function that sets module state: leading to an entry point does not make it a test. */
  readonly setsState: boolean;
  /** True when the statement itself calls one of these names, not just a function that is made in it. */
  readonly calls: (names: ReadonlySet<string>) => boolean;
}

const intersects = (set: ReadonlySet<string>, others: ReadonlySet<string>): boolean =>
  [...set].some((item) => others.has(item));

/** The entry points and every function that leads to them without setting the module's state. */
function runners<Node>(statements: readonly Statement<Node>[], entries: readonly string[]): ReadonlySet<string> {
  const names = new Set(entries);
  const candidates = statements.filter(({ isDefinition, setsState }) => isDefinition && !setsState);
  for (let before = -1; before !== names.size;) {
    before = names.size;
    for (const { uses, binds } of candidates) if (intersects(uses, names)) for (const name of binds) names.add(name);
  }
  return names;
}

/** Names that nothing binds any more once some statements are gone. */
function namesLost<Node>(removed: ReadonlySet<Statement<Node>>, kept: readonly Statement<Node>[]): ReadonlySet<string> {
  const bound = [...removed].flatMap(({ binds }) => [...binds]);
  return new Set(bound.filter((name) => !kept.some(({ binds }) => binds.has(name))));
}

/**
 * Statements that try the candidate out: those that call an entry point, and what depends on them. None when
 * something that stays needs what they make.
 */
export function findSelfTests<Node>(
  statements: readonly Statement<Node>[],
  entries: readonly string[],
  matters: (statement: Statement<Node>) => boolean,
): Statement<Node>[] {
  const names = runners(statements, entries);
  const removed = new Set(statements.filter(({ isFixed, calls }) => !isFixed && calls(names)));
  for (let before = -1; before !== removed.size;) {
    before = removed.size;
    const kept = statements.filter((statement) => !removed.has(statement));
    const lost = namesLost(removed, kept);
    for (const statement of kept.filter(({ uses }) => intersects(uses, lost))) {
      if (!statement.isFixed) removed.add(statement);
      else if (matters(statement)) return [];
    }
  }
  return statements.filter((statement) => removed.has(statement));
}

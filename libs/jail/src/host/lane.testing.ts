import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { groupsOf, processesOf, type LoopbackListener } from './containment.testing.ts';
import { BREACH, brokenCondition, hostileLimits, type Hostile } from './corpus.testing.ts';
import { makeClip, makeHome, runBothSides } from './fixture.testing.ts';
import { openJail, type Jail } from './open-jail.ts';
import type { JailOptions } from './options.ts';

/** The jail's own folder for its runs. */
const EMPTY_FOLDER = /^jail-[-\d]+$/;

/** What can be found after a run; `CONTAINED` is what must be found. */
export interface Traces {
  readonly breach: string | undefined;
  readonly secret: boolean;
  readonly connections: number;
  readonly alive: readonly string[];
  readonly groups: readonly string[];
  readonly left: readonly string[];
}

export const CONTAINED: Traces = { breach: undefined, secret: false, connections: 0, alive: [], groups: [], left: [] };

export interface Tried {
  readonly outcomes: readonly string[];
  readonly traces: Traces;
}

type Home = Awaited<ReturnType<typeof makeHome>>;
type Uids = NonNullable<JailOptions['uids']>;

/** A jail with a home and uids of its own, so that what one run leaves is told from what runs beside it. */
export class Lane {
  readonly #home: Home;
  readonly #uids: Uids;
  readonly jail: Jail;

  private constructor(home: Home, uids: Uids, jail: Jail) {
    this.#home = home;
    this.#uids = uids;
    this.jail = jail;
  }

  static async open(tier: JailOptions['tier'], first: number): Promise<Lane> {
    const home = await makeHome();
    const uids = { first, last: first + 4 };
    return new Lane(home, uids, await openJail({ home: home.path, uids, ...(tier !== undefined && { tier }) }));
  }

  /** Runs both sides of a hostile file, then looks for anything that is left. */
  async attempt(hostile: Hostile, secret: string, listener: LoopbackListener): Promise<Tried> {
    const { language, code } = hostile;
    const overrides = { language, limits: hostileLimits(hostile) };
    const { encode, decode } = await runBothSides(this.jail, code, await makeClip(), overrides);
    const sides = [encode, ...(decode === undefined ? [] : [decode])];
    const said = sides.map(({ log }) => log).join('\n');
    const files = await readdir(join(this.#home.path, 'work'), { recursive: true });
    const traces = {
      breach: BREACH.exec(said)?.[0] ?? (await brokenCondition(hostile.name, encode, decode)),
      secret: said.includes(secret),
      connections: listener.connections,
      alive: processesOf(this.#uids),
      groups: groupsOf(this.jail.machine.owner),
      left: files.filter((name) => !EMPTY_FOLDER.test(name)),
    };
    return { outcomes: sides.map(({ outcome }) => outcome), traces };
  }

  async close(): Promise<void> {
    await this.jail.close();
    await this.#home.remove();
  }
}

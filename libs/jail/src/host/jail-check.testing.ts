import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { openJail } from './open-jail.ts';
import type { Limits } from '../policy/limits.ts';
import type { JailOptions } from './options.ts';
import { makeClip, removeClips, runBothSides } from './fixture.testing.ts';

/**
 * A small executor in a process of its own, for tests that need it under another uid, without a means that this
 * machine has, or killed. Takes one JSON object on the command line, prints one JSON object a line.
 */
interface Check {
  readonly options: JailOptions;
  /** Candidates: language and source, run both sides. */
  readonly candidates: readonly {
    readonly language: 'python' | 'javascript';
    readonly file: string;
    readonly limits?: Partial<Limits>;
  }[];
}

const check = JSON.parse(process.argv[2] ?? '') as Check;
const say = (value: object): boolean => process.stdout.write(`${JSON.stringify(value)}\n`);

try {
  const jail = await openJail(check.options);
  say({ tier: jail.tier, reasons: jail.machine.reasons, ownUid: jail.machine.uids !== null });
  const clip = await makeClip();
  const waiting = [...check.candidates];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { encode, decode } = await runBothSides(jail, readFileSync(next.file, 'utf8'), clip, {
        language: next.language,
        limits: next.limits ?? { wallMs: 60_000, cpuMs: 60_000 },
      });
      const outcome = (decode ?? encode).outcome;
      const { cause } = { cause: undefined, ...(decode ?? encode) };
      say({ file: basename(next.file), outcome, cause, log: encode.log + (decode?.log ?? '') });
    }
  };
  await Promise.all([work(), work()]);
  await jail.close();
} catch (error) {
  say({ refused: error instanceof Error ? `${error.name}: ${error.message}` : String(error) });
}
await removeClips();

import { join } from 'node:path';
import type { Tier } from '../policy/tier.ts';

export interface JailOptions {
  /** Folder of this jail's own, reachable by every uid (0755 all the way): guest files and working files. */
  readonly home: string;
  /** Interpreter of the guests and the supervisor. */
  readonly python?: string;
  /** Node for JavaScript guests: 24 or newer, as isolated-vm needs it. */
  readonly node?: string;
  /** Folders of the package `codeckit`, to be importable in every guest: the Python package, and its JavaScript twin. */
  readonly codeckit?: { readonly python?: string; readonly javascript?: string };
  /** Guests kept ready per kind, so that a run need not wait for an interpreter to start. */
  readonly warm?: number;
  /**
   * How long a supervisor may be silent beyond the limits that it keeps itself before it is taken for lost: killed, and
   * its work tried once more with another guest.
   */
  readonly patienceMs?: number;
  /** Uids for guests when started as root: one per running guest. */
  readonly uids?: { readonly first: number; readonly last: number };
  /** A tier to insist on: `strict` is never chosen by itself, a weaker one is for tests and for comparing. */
  readonly tier?: Exclude<Tier, 'unsafe'>;
  /** Run even where not even tier C can be had. Every result then says `unsafe`. */
  readonly allowUnsafe?: boolean;
}

export const DEFAULT_PYTHON = '/usr/bin/python3';
export const BUBBLEWRAP = '/usr/bin/bwrap';
/** gVisor. */
export const RUNSC = '/usr/bin/runsc';
/** Folder below a home for what gVisor needs while a guest lives. */
export const roomsOf = (home: string): string => join(home, 'rooms');
/** Below the range that systemd hands out by itself (61184 and up). */
export const DEFAULT_UIDS = { first: 61_000, last: 61_183 } as const;
/** Locks of uids, for labs that share `/run`; others see by the names of supervisors which uids are taken. */
export const UID_LOCKS = '/run/codecsmith-jail';

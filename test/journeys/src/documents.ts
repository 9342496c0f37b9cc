/** The parts of the experiment document that journeys look at (`docs/` has the whole). */
export interface ExperimentDocument {
  readonly experimentId: string;
  readonly phase: string;
  readonly outcome: string | null;
  readonly cause: {
    readonly code: string;
    readonly message: string;
    readonly side: string | null;
    readonly frame: number | null;
    readonly line: number | null;
    readonly advice: string | null;
  } | null;
  readonly runs: readonly {
    readonly clip: string;
    readonly quality: number;
    readonly bytes: number;
    readonly kbps: number;
    readonly psnr_y: number;
    readonly bitstream: string;
    readonly reconstruction: string;
  }[];
  readonly facts: number;
}

/** What `audit --json` prints. */
export interface AuditReport {
  readonly facts: number;
  readonly head: { readonly position: number };
  readonly stream: { readonly messages: number; readonly same: number } | null;
  readonly repairs: readonly { readonly position: number; readonly fault: string }[];
  readonly findings: readonly { readonly code: string; readonly severity: string; readonly message: string }[];
}

export interface HistoryEntry {
  readonly position: number;
  readonly version: number;
  readonly type: string;
  readonly occurredAt: string;
  readonly id: string;
  readonly causationId: string;
  readonly hash: string;
}

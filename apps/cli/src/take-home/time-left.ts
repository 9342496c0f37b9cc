/** Seconds as people say them: `45 s`, `12 min`, `3 h 20 min`. */
export function spokenTime(seconds: number): string {
  if (seconds < 90) return `${Math.max(1, Math.round(seconds))} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 90) return `${minutes} min`;
  return minutes % 60 === 0 ? `${minutes / 60} h` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Knows how long a rest takes: from a first guess, then from what was done. */
export class TimeLeft {
  private readonly started = performance.now();

  /** @param secondsPerFrame a first guess; undefined where there is none */
  constructor(private readonly secondsPerFrame: number | undefined) {}

  /** Seconds that are left; undefined while nothing is known. @param done frames since the start. @param rest frames that are left */
  of(done: number, rest: number, now = performance.now()): number | undefined {
    const passed = (now - this.started) / 1000;
    if (done > 0) return Math.max(0, (passed / done) * (done + rest) - passed);
    return this.secondsPerFrame === undefined ? undefined : Math.max(0, this.secondsPerFrame * rest - passed);
  }
}

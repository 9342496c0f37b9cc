import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** The built main file of a service, as a process of its own that is started and ended as often as a spec wants. */
export class TestService {
  private child: ChildProcess | undefined;

  constructor(private readonly script: string) {}

  /** Starts it with these variables on top of this process's own. It says its errors where this process says its own. */
  spawn(variables: Readonly<Record<string, string>>): void {
    this.child = spawn(process.execPath, [this.script], {
      env: { ...process.env, LAB_LOG_LEVEL: 'error', ...variables },
      stdio: ['ignore', 'inherit', 'inherit'],
    });
  }

  /** Whether it ended by itself or by a signal since it was last started. */
  get hasEnded(): boolean {
    return this.child !== undefined && (this.child.exitCode !== null || this.child.signalCode !== null);
  }

  /** Ends it with a signal; resolves with its exit code, null after a kill or when it never ran. */
  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null> {
    const { child } = this;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const exit = once(child, 'exit');
    child.kill(signal);
    const [code] = (await exit) as [number | null];
    return code;
  }
}

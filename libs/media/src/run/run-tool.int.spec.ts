import { once } from 'node:events';
import { ordinaryPriority } from './ordinary-priority.ts';
import { MediaOutputTooLarge, MediaToolFailed, MediaToolMissing, MediaToolTimedOut } from './run-errors.ts';
import { runTool, streamTool } from './run-tool.ts';

const sh = (script: string) => ({ tool: '/bin/sh', args: ['-c', script], timeoutMs: 20_000 });
const alive = (pid: number): boolean => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

async function* chunks(...texts: string[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield await Promise.resolve(Buffer.from(text));
}

describe('running a media tool', () => {
  it('gives back what it wrote, and what it was fed', async () => {
    expect((await runTool(sh('printf hello'))).toString()).toBe('hello');
    expect((await runTool({ ...sh('cat'), stdin: chunks('a', 'bc') })).toString()).toBe('abc');
  });

  it('shows it nothing of the environment but the path', async () => {
    const text = (await runTool({ tool: '/usr/bin/env', args: [], timeoutMs: 20_000 })).toString();
    expect(text.split('\n').map((line) => line.split('=')[0])).toEqual(['PATH', 'LC_ALL', 'SVT_LOG', '']);
  });

  it('keeps it from real-time priority, as root too', async () => {
    const asks = { tool: '/bin/sh', args: ['-c', 'chrt --fifo 1 true || printf refused'] };
    const text = await runTool({ ...ordinaryPriority(asks), timeoutMs: 20_000 });
    expect(text.toString()).toBe('refused');
  });

  it('names the tool, its code and the end of its stderr when it fails', async () => {
    const failure = runTool(sh('echo first >&2; echo the reason >&2; exit 7'));
    await expect(failure).rejects.toBeInstanceOf(MediaToolFailed);
    await expect(failure).rejects.toMatchObject({ exitCode: 7, stderrTail: 'first\nthe reason' });
  });

  it('says that a tool is missing', async () => {
    await expect(runTool({ tool: '/no/such/tool', args: [], timeoutMs: 1000 })).rejects.toBeInstanceOf(
      MediaToolMissing,
    );
  });

  it('kills a tool at its limit', async () => {
    await expect(runTool({ ...sh('exec sleep 600'), timeoutMs: 50 })).rejects.toBeInstanceOf(MediaToolTimedOut);
  });

  it('kills a tool when the caller gives up, and throws the reason', async () => {
    const stop = new AbortController();
    const running = runTool({ ...sh('exec sleep 600'), signal: stop.signal });
    stop.abort(new Error('cancelled by the user'));
    await expect(running).rejects.toThrow('cancelled by the user');
  });

  it('kills a tool whose output nobody reads to the end', async () => {
    let pid = 0;
    for await (const chunk of streamTool(sh('echo $$; exec sleep 600'))) {
      pid = Number(chunk.toString());
      break;
    }
    expect(pid).toBeGreaterThan(1);
    while (alive(pid)) await new Promise((resolve) => setTimeout(resolve, 5));
  });

  it('refuses more output than allowed', async () => {
    await expect(runTool({ ...sh('yes'), maxBytes: 1000 })).rejects.toBeInstanceOf(MediaOutputTooLarge);
  });

  it('fails when the source of stdin fails, although the tool itself was content', async () => {
    async function* broken(): AsyncGenerator<Uint8Array> {
      yield await Promise.resolve(Buffer.from('x'));
      throw new Error('the disk broke');
    }
    await expect(runTool({ ...sh('cat; exit 0'), stdin: broken() })).rejects.toThrow('the disk broke');
  });

  it('reports the tool rather than the broken pipe when it ends before its stdin', async () => {
    async function* endless(): AsyncGenerator<Uint8Array> {
      for (;;) yield await Promise.resolve(Buffer.alloc(65_536));
    }
    await expect(runTool({ ...sh('exit 3'), stdin: endless() })).rejects.toMatchObject({ exitCode: 3 });
  });

  it('starts nothing under a signal that is already aborted', async () => {
    const controller = new AbortController();
    const aborted = once(controller.signal, 'abort');
    controller.abort(new Error('too late'));
    await aborted;
    await expect(runTool({ ...sh('printf x'), signal: controller.signal })).rejects.toThrow('too late');
  });
});

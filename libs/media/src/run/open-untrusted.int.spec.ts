import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openUntrusted } from './open-untrusted.ts';
import { MediaToolFailed } from './run-errors.ts';
import { runTool } from './run-tool.ts';

/** Asked without the product's own arguments, so that a fault in those is not taken for a machine without namespaces. */
const why = await runTool({
  tool: 'bwrap',
  args: ['--unshare-all', '--ro-bind', '/', '/', 'true'],
  timeoutMs: 60_000,
}).then(
  () => null,
  (error: unknown) => String(error),
);
const here = why === null ? it : it.skip;
const limits = { timeoutMs: 20_000 };

describe(`a stranger’s file${why === null ? '' : ` (SKIPPED, no isolation: ${why})`}`, () => {
  let folder: string;
  let file: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'untrusted-'));
    file = join(folder, 'a clip.mp4');
    await writeFile(file, 'frames');
    await writeFile(join(folder, 'secret'), 'token');
  });
  afterEach(() => rm(folder, { recursive: true, force: true }));

  here('is the only one that the tool sees, under its own name', async () => {
    const { path, hold } = await openUntrusted(file, 'ffmpeg');
    expect(path).toBe('/in/a clip.mp4');
    expect(String(await runTool({ ...hold({ tool: 'cat', args: [path] }), ...limits }))).toBe('frames');
    expect(String(await runTool({ ...hold({ tool: 'ls', args: ['/in', '/tmp'] }), ...limits }))).toBe(
      '/in:\na clip.mp4\n\n/tmp:\n',
    );
    for (const other of [join(folder, 'secret'), '/etc/passwd', '/proc/self/environ']) {
      const read = runTool({ ...hold({ tool: 'cat', args: [other] }), ...limits });
      await expect(read).rejects.toThrow('cat ended with code 1');
    }
  });

  here('cannot be changed, and reaches no network', async () => {
    const { path, hold } = await openUntrusted(file, 'ffmpeg');
    const written = runTool({ ...hold({ tool: 'bash', args: ['-c', 'echo x > "$0"', path] }), ...limits });
    await expect(written).rejects.toThrow('Read-only file system');
    const server = createServer((socket) => socket.end()).listen(0, '127.0.0.1');
    try {
      await new Promise((resolve) => server.once('listening', resolve));
      const { port } = server.address() as AddressInfo;
      const call = { tool: 'bash', args: ['-c', `exec 3<>/dev/tcp/127.0.0.1/${port}`] };
      await expect(runTool({ ...call, ...limits })).resolves.toHaveLength(0);
      await expect(runTool({ ...hold(call), ...limits })).rejects.toBeInstanceOf(MediaToolFailed);
    } finally {
      server.close();
    }
  });

  it('is shown plainly to a tool that cannot be held', async () => {
    const { path, hold } = await openUntrusted(file, '/no/such/tool');
    expect(path).toBe(file);
    expect(hold({ tool: 'cat', args: [path] })).toEqual({ tool: 'cat', args: [path] });
  });
});

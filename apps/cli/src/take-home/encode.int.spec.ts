import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const CLI = fileURLToPath(new URL('../../bundle/main.js', import.meta.url));
const CODEC = fileURLToPath(new URL('../../../../examples/codecs/intra_dct.js', import.meta.url));

describe('an encode that is killed', () => {
  it('goes on where it was, and writes the same bytes', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'killed-encode-'));
    // Guests have users of their own, which pass through the home.
    await chmod(folder, 0o755);
    const inside = (name: string): string => join(folder, name);
    const env = { ...process.env, LAB_HOME: inside('home') };
    const encode = (output: string) =>
      [CLI, 'encode', CODEC, inside('clip.mkv'), '-o', inside(output), '--segment', '1', '--jobs', '1'] as const;
    try {
      const source = ['-f', 'lavfi', '-i', 'testsrc2=size=64x48:rate=25', '-frames:v', '5', '-c:v', 'ffv1'];
      execFileSync('ffmpeg', ['-v', 'error', '-nostdin', ...source, inside('clip.mkv')]);
      // given one that is killed after its second segment, as by a power cut
      const killed = spawn(process.execPath, encode('killed.cs'), { env, stdio: 'ignore' });
      const gone = once(killed, 'exit');
      while (killed.exitCode === null && !existsSync(inside('killed.cs.part/segments/segment-1.json'))) await sleep(5);
      killed.kill('SIGKILL');
      expect(await gone).toEqual([null, 'SIGKILL']);
      expect(existsSync(inside('killed.cs'))).toBe(false);
      // when the same command runs again
      const { stderr } = await run(process.execPath, encode('killed.cs'), { env });
      // then it says what was done before, and leaves what an uninterrupted one does
      expect(stderr).toMatch(/[2-4] of 5 frames were done before/);
      await run(process.execPath, encode('whole.cs'), { env });
      expect(Buffer.compare(await readFile(inside('killed.cs')), await readFile(inside('whole.cs')))).toBe(0);
      expect(existsSync(inside('killed.cs.part'))).toBe(false);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  });
});

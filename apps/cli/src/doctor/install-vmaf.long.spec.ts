import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describeWithShared } from '@codecsmith/test-servers';

const CLI = fileURLToPath(new URL('../../bundle/main.js', import.meta.url));
const run = promisify(execFile);

const PAIR = ['clips/hall_352x288_ref_1f.yuv', 'clips/hall_352x288_dis_1f.yuv'] as const;

describeWithShared('doctor --install vmaf, from the registry', PAIR, (pair) => {
  it('fetches what is pinned, and measures as libvmaf does', async () => {
    const home = await mkdtemp(join(tmpdir(), 'vmaf-home-'));
    const env = { ...process.env, LAB_HOME: home };
    try {
      const { stdout } = await run(process.execPath, [CLI, 'doctor', '--install', 'vmaf'], { env });
      expect(stdout).toContain('licence: GPL-3.0-or-later');
      const args = ['measure', ...pair, '--size', '352x288', '--pix-fmt', 'yuv420p', '--json'];
      const measured = JSON.parse((await run(process.execPath, [CLI, ...args], { env })).stdout) as {
        metrics: Record<string, number>;
        absent: object;
        tools: object;
      };
      // Of libvmaf 3.2.0, built from source.
      expect(measured.metrics['vmaf']).toBeCloseTo(87.244404, 3);
      expect(measured.metrics['vmaf_neg']).toBeCloseTo(85.456622, 3);
      expect(measured.metrics['ssim_y_libvmaf']).toBeCloseTo(0.944716, 5);
      expect(measured.absent).toEqual({});
      expect(measured.tools).toHaveProperty('vmaf', expect.stringMatching(/^ffmpeg version n7/));
    } finally {
      await rm(home, { recursive: true, force: true });
    }
  });
});

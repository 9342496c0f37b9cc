import { losses } from './tool-losses.ts';

/** Two frames of a texture that moves to the left. */
function clip(width: number, height: number): Uint8Array {
  const frameBytes = (width * height * 3) / 2;
  return Uint8Array.from({ length: 2 * frameBytes }, (_, k) => {
    const [time, at] = [Math.floor(k / frameBytes), k % frameBytes];
    return at < width * height
      ? 128 + 60 * Math.sin(((at % width) + 2 * time) / 2 + Math.floor(at / width) / 3)
      : 120 + (at % 13);
  });
}

describe('the bench of tools', () => {
  it('prints a line of figures for each tool that is taken away', async () => {
    const tools = [
      { name: 'levels by rate and distortion', options: { rounding: 0.4 } },
      { name: 'nothing', options: {} },
    ];
    const lines: string[] = [];
    for await (const line of losses(clip(32, 16), { width: 32, height: 16 }, [80, 60, 40, 20], tools)) lines.push(line);
    expect(lines).toEqual([
      expect.stringMatching(/^\| levels by rate and distortion \| [+−]\d+\.\d \/ [+−]\d+\.\d \| [+−]\d+ \|$/u),
      expect.stringMatching(/^\| nothing \| \+0\.0 \/ \+0\.0 \| [+−]\d+ \|$/u),
    ]);
  });
});

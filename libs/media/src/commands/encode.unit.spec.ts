import { anchorPoints, VERDICT_ANCHORS, verdictAnchor } from './anchor-sets.ts';
import { encodeArguments, encoderArguments, type AnchorPoint } from './encode.ts';

const point = (more: Partial<AnchorPoint>): AnchorPoint => ({
  ...{ encoder: 'x264', mode: 'all-intra', control: 'qp', q: 30, effort: 'medium' },
  ...more,
});

describe('the arguments of an anchor', () => {
  it('are those that its published points were made with', () => {
    expect(encoderArguments(point({})).join(' ')).toBe(
      '-c:v libx264 -preset medium -tune psnr -qp 30 -g 1 -threads 1 -bsf:v filter_units=remove_types=6',
    );
    expect(encoderArguments(point({ encoder: 'x265', mode: 'low-delay' })).join(' ')).toBe(
      '-c:v libx265 -preset medium -tune psnr -x265-params qp=30:keyint=-1:bframes=0:rc-lookahead=0:cutree=0:scenecut=0:' +
        'info=0:pools=none:frame-threads=1:wpp=0:log-level=error -bsf:v filter_units=remove_types=39-40',
    );
    expect(encoderArguments(point({ encoder: 'svtav1', mode: 'random-access', control: 'crf' })).join(' ')).toBe(
      '-c:v libsvtav1 -preset 6 -crf 30 -g 64 -svtav1-params tune=1:lp=1:scd=0',
    );
  });

  it('differ for the slow ceiling in the preset alone', () => {
    const presets = [
      ['x264', 'veryslow', 'medium'],
      ['x265', 'slower', 'medium'],
      ['svtav1', '2', '6'],
    ] as const;
    for (const [encoder, slow, medium] of presets) {
      const { [3]: preset, ...others } = encoderArguments(point({ encoder, effort: 'slow' }));
      expect(preset).toBe(slow);
      expect({ ...others, 3: medium }).toEqual({ ...encoderArguments(point({ encoder })) });
    }
  });

  it('state the raw input in full and open nothing else', () => {
    const input = {
      url: '/a b.yuv',
      pixelFormat: 'yuv420p',
      width: 64,
      height: 48,
      fps: { num: 30_000, den: 1001 },
    } as const;
    expect(encodeArguments(input, point({})).join(' ')).toContain(
      '-protocol_whitelist file -f rawvideo -pixel_format yuv420p -video_size 64x48 -framerate 30000/1001 -i file:/a b.yuv',
    );
  });
});

describe('the verdict anchors', () => {
  it('use constant QP wherever frames are coded in order, so that no win is hollow', () => {
    const inOrder = VERDICT_ANCHORS.filter(({ encoder, mode }) => encoder !== 'svtav1' && mode !== 'random-access');
    expect(inOrder.map(({ control }) => control)).toEqual(['qp', 'qp', 'qp', 'qp']);
    for (const { qs } of inOrder) expect(qs).toEqual([25, 30, 35, 40, 45, 50]);
  });

  it('have no SVT-AV1 for low delay', () => {
    expect(verdictAnchor('svtav1', 'low-delay')).toBeUndefined();
    expect(verdictAnchor('x265', 'random-access')).toMatchObject({ control: 'crf', qs: [20, 25, 30, 35, 40, 45] });
  });

  it('have six points each', () => {
    for (const curve of VERDICT_ANCHORS) expect(anchorPoints(curve, 'slow')).toHaveLength(6);
  });
});

import type { MeasuredRun } from '@codecsmith/client';
import { decibel } from '../../data/format.ts';
import { ChartTable } from '../../charts/chart.tsx';

type Frames = NonNullable<MeasuredRun['perFrame']>;

const HEIGHT = 48;

interface StripProps {
  readonly frames: Frames;
  readonly current: number;
  readonly onChoose: (frame: number) => void;
}

/** psnr_y of every frame; a click shows that frame. With keys, the slider above does the same. */
export function FrameStrip({ frames, current, onChoose }: StripProps) {
  const values = frames.flatMap(({ psnr_y }) => (psnr_y === null ? [] : [psnr_y]));
  const [low, high] = values.length === 0 ? [0, 1] : [Math.min(...values) - 1, Math.max(...values)];
  const heightOf = (value: number | null) => (value === null ? HEIGHT : ((value - low) / (high - low || 1)) * HEIGHT);
  return (
    <figure className="strip">
      <figcaption className="soft">
        psnr_y per frame{values.length > 0 && `, ${decibel(Math.min(...values))} to ${decibel(high)} dB`}
      </figcaption>
      <svg viewBox={`0 0 ${frames.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {frames.map(({ psnr_y }, frame) => (
          <g key={frame} onClick={() => onChoose(frame)} className={frame === current ? 'current' : ''}>
            <rect className="touch" x={frame} y={0} width={1} height={HEIGHT} />
            <rect
              className="level"
              x={frame + 0.1}
              y={HEIGHT - heightOf(psnr_y)}
              width={0.8}
              height={heightOf(psnr_y)}
            />
          </g>
        ))}
      </svg>
      <ChartTable heads={['frame', 'psnr_y, dB', 'bytes']}>
        {frames.map(({ psnr_y, bytes }, frame) => (
          <tr key={frame}>
            <td>{frame}</td>
            <td>{decibel(psnr_y, psnr_y === null)}</td>
            <td>{bytes ?? '–'}</td>
          </tr>
        ))}
      </ChartTable>
    </figure>
  );
}

import type { MeasuredRun } from '@codecsmith/client';
import { METRICS, metricText, metricTitle, type FrameMetric } from '@codecsmith/quality';
import { ChartTable } from '../../charts/chart.tsx';

type Frames = NonNullable<MeasuredRun['perFrame']>;

const HEIGHT = 48;

interface StripProps {
  readonly frames: Frames;
  readonly metric: FrameMetric;
  readonly current: number;
  readonly onChoose: (frame: number) => void;
}

/** A metric of every frame; a click shows that frame. With keys, the slider above does the same. */
export function FrameStrip({ frames, metric, current, onChoose }: StripProps) {
  const values = frames.flatMap(({ [metric]: value }) => (value === null || value === undefined ? [] : [value]));
  const [least, high] = values.length === 0 ? [0, 1] : [Math.min(...values), Math.max(...values)];
  const low = least - (METRICS[metric].unit === 'dB' ? 1 : (high - least) / 10);
  const heightOf = (value: number | null | undefined) =>
    value === null ? HEIGHT : (((value ?? low) - low) / (high - low || 1)) * HEIGHT;
  const { unit } = METRICS[metric];
  return (
    <figure className="strip">
      <figcaption className="soft">
        {metric} per frame
        {values.length > 0 &&
          `, ${metricText(metric, least)} to ${metricText(metric, high)}${unit === null ? '' : ` ${unit}`}`}
      </figcaption>
      <svg viewBox={`0 0 ${frames.length} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden="true">
        {frames.map(({ [metric]: value }, frame) => (
          <g key={frame} onClick={() => onChoose(frame)} className={frame === current ? 'current' : ''}>
            <rect className="touch" x={frame} y={0} width={1} height={HEIGHT} />
            <rect className="level" x={frame + 0.1} y={HEIGHT - heightOf(value)} width={0.8} height={heightOf(value)} />
          </g>
        ))}
      </svg>
      <ChartTable heads={['frame', metricTitle(metric), 'bytes']}>
        {frames.map(({ [metric]: value, bytes }, frame) => (
          <tr key={frame}>
            <td>{frame}</td>
            <td>{metricText(metric, value)}</td>
            <td>{bytes ?? '–'}</td>
          </tr>
        ))}
      </ChartTable>
    </figure>
  );
}

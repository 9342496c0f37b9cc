import type { ExperimentDocument, MeasuredRun } from '@codecsmith/client';
import { FRAME_METRICS, METRICS, metricText, type FrameMetric } from '@codecsmith/quality';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useAddress } from '../../data/address.ts';
import { useLab } from '../../data/session.tsx';
import { AddressChoice, useClipLabel, useClips } from '../../parts/clip-choice.tsx';
import { Trouble, Waiting } from '../../parts/states.tsx';
import { useMeasuredClip } from './curves.tsx';
import { FrameStrip } from './frame-strip.tsx';

const MODES = [
  ['split', 'split'],
  ['flicker', 'flicker'],
  ['difference', 'difference'],
] as const;

/** The metric that the address names, where the frames have it. */
const frameMetric = ({ perFrame }: MeasuredRun, named: string | null): FrameMetric =>
  FRAME_METRICS.find((name) => name === named && perFrame?.[0]?.[name] !== undefined) ?? 'psnr_y';

const frameText = (metric: FrameMetric, value: number | null | undefined): string =>
  [metric, metricText(metric, value), METRICS[metric].unit ?? []].flat().join(' ');

/** Source and reconstruction of a frame: side by side in one picture, in turns, or as the difference between them. */
export function Viewer({ document }: { readonly document: ExperimentDocument }) {
  const [address, change] = useAddress();
  const { clips, name, digest } = useMeasuredClip(document);
  const label = useClipLabel();
  const known = useClips().data?.find((clip) => clip.digest === digest);
  const runs = document.runs.filter((run) => run.clip === digest);
  const run = runs.find(({ quality }) => String(quality) === address.get('quality')) ?? runs[0];
  if (run === undefined || known === undefined) return null;
  const mode = MODES.find(([each]) => each === address.get('view'))?.[0] ?? 'split';
  const frame = Math.min(Math.max(0, Number(address.get('frame') ?? 0) || 0), known.frames - 1);
  const metric = frameMetric(run, address.get('metric'));
  const place = { id: document.experimentId, run, frame };
  return (
    <section className="card" aria-labelledby="viewer">
      <h2 id="viewer">Picture</h2>
      <div className="row">
        <AddressChoice
          label="Clip shown"
          name="clip"
          value={name}
          options={clips.map(([each]) => [each, label(each)])}
        />
        <AddressChoice
          label="Quality"
          name="quality"
          value={String(run.quality)}
          options={runs.map(({ quality }) => [String(quality), String(quality)])}
        />
        <AddressChoice label="View" name="view" value={mode} options={MODES} />
        <label className="field grow">
          <span>
            Frame {frame} of 0 to {known.frames - 1}
            {run.perFrame !== null && `, ${frameText(metric, run.perFrame[frame]?.[metric])}`}
          </span>
          <input
            type="range"
            min={0}
            max={known.frames - 1}
            value={frame}
            onChange={(event) => change({ frame: event.target.value })}
          />
        </label>
      </div>
      {run.perFrame !== null && (
        <FrameStrip
          frames={run.perFrame}
          metric={metric}
          current={frame}
          onChoose={(each) => change({ frame: String(each) })}
        />
      )}
      <div className="viewer" style={{ maxWidth: `${Math.max(known.width * 2, 480)}px` }}>
        {mode === 'split' && <Split {...place} size={known} />}
        {mode === 'flicker' && <Flicker {...place} size={known} />}
        {mode === 'difference' && <Difference {...place} size={known} />}
      </div>
    </section>
  );
}

interface PictureProps {
  readonly id: string;
  readonly run: MeasuredRun;
  readonly frame: number;
  readonly size: { readonly width: number; readonly height: number };
}

type Picture = 'source' | 'reconstruction' | 'difference';

/** The address of a picture in this browser's memory; pictures need the token, so they are fetched, not linked. */
function usePicture({ id, run, frame }: PictureProps, picture: Picture) {
  const lab = useLab();
  const { clip, quality } = run;
  const query = useQuery({
    queryKey: ['picture', id, clip, quality, frame, picture],
    queryFn: ({ signal }) => lab.frame(id, frame, { clip, quality, picture }, signal),
    staleTime: Infinity,
    gcTime: 60_000,
  });
  const { data } = query;
  const [made, setMade] = useState<{ readonly data: Blob; readonly url: string }>();
  useEffect(() => {
    if (data === undefined) return;
    const url = URL.createObjectURL(data);
    setMade({ data, url });
    return () => URL.revokeObjectURL(url);
  }, [data]);
  // Until the effect has run, what was made is of the picture before, and revoked.
  return { url: made !== undefined && made.data === data ? made.url : undefined, error: query.error };
}

const boxOf = ({ width, height }: PictureProps['size']) => ({ aspectRatio: `${width} / ${height}` });

function Split(props: PictureProps) {
  const [at, setAt] = useState(50);
  const source = usePicture(props, 'source');
  const reconstruction = usePicture(props, 'reconstruction');
  const error = source.error ?? reconstruction.error;
  if (error !== null) return <Trouble error={error} />;
  return (
    <>
      <div className="picture" style={boxOf(props.size)} data-testid="split">
        {reconstruction.url !== undefined && (
          <img src={reconstruction.url} alt={`Reconstruction of frame ${props.frame}`} />
        )}
        {source.url !== undefined && (
          <img
            src={source.url}
            alt={`Source of frame ${props.frame}`}
            style={{ clipPath: `inset(0 ${100 - at}% 0 0)` }}
          />
        )}
        <span className="divider" style={{ left: `calc(${at}% - 1px)` }} />
        <span className="tag left">source</span>
        <span className="tag right">reconstruction</span>
      </div>
      <label className="field wide">
        Split
        <input type="range" min={0} max={100} value={at} onChange={(event) => setAt(Number(event.target.value))} />
      </label>
    </>
  );
}

const FLICKER_MS = 600;

function Flicker(props: PictureProps) {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches;
  const [running, setRunning] = useState(!still);
  const [showsSource, setShowsSource] = useState(true);
  useEffect(() => {
    if (!running) return;
    const timer = setInterval(() => setShowsSource((before) => !before), FLICKER_MS);
    return () => clearInterval(timer);
  }, [running]);
  const source = usePicture(props, 'source');
  const reconstruction = usePicture(props, 'reconstruction');
  const error = source.error ?? reconstruction.error;
  if (error !== null) return <Trouble error={error} />;
  const name = showsSource ? 'source' : 'reconstruction';
  const url = showsSource ? source.url : reconstruction.url;
  return (
    <>
      <div className="picture" style={boxOf(props.size)}>
        {url !== undefined && <img src={url} alt={`The ${name} of frame ${props.frame}`} />}
        <span className="tag left">{name}</span>
      </div>
      <div className="row under">
        <button type="button" onClick={() => setRunning(!running)}>
          {running ? 'Stop' : 'Run'}
        </button>
        <button type="button" onClick={() => setShowsSource(!showsSource)}>
          Swap
        </button>
      </div>
    </>
  );
}

function Difference(props: PictureProps) {
  const { url, error } = usePicture(props, 'difference');
  if (error !== null) return <Trouble error={error} />;
  return (
    <>
      <div className="picture" style={boxOf(props.size)}>
        {url === undefined ? (
          <Waiting what="the picture" />
        ) : (
          <img src={url} alt={`Difference at frame ${props.frame}`} />
        )}
      </div>
      <div className="heat-scale">
        <span>equal</span>
        <span className="heat" aria-hidden="true" />
        <span>32 code values or more</span>
      </div>
    </>
  );
}

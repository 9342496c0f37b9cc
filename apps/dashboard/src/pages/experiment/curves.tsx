import type { ExperimentDocument, KnownClip } from '@codecsmith/client';
import { measuredBy, metricText, metricTitle, RECORDED_METRICS, type RecordedMetric } from '@codecsmith/quality';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { curvesToDraw } from '../../charts/rd-curve.ts';
import { RdPlot } from '../../charts/rd-plot.tsx';
import { useAddress } from '../../data/address.ts';
import { bytes, fps, kbps } from '../../data/format.ts';
import { useLab } from '../../data/session.tsx';
import { AddressChoice, useClipLabel, useClips } from '../../parts/clip-choice.tsx';
import { ClipNotes } from '../../parts/clip-notes.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { Trouble, Waiting } from '../../parts/states.tsx';
import { BdTable } from './bd-table.tsx';

interface DocumentProps {
  readonly document: ExperimentDocument;
}

/** Clips of the measured runs, and which of them the address names; the first one when it names none. */
export function useMeasuredClip({ runs }: ExperimentDocument) {
  const [address] = useAddress();
  const clips = [...new Map(runs.map(({ clip, clipName }) => [clipName, clip]))];
  const named = clips.find(([name]) => name === address.get('clip')) ?? clips[0];
  return { clips, name: named?.[0] ?? '', digest: named?.[1] ?? '' };
}

/** The candidate's curve beside its parents' and the anchors', and what the curves amount to. */
export function CurvesCard({ document, parents }: DocumentProps & { readonly parents: readonly string[] }) {
  const lab = useLab();
  const { clips, name, digest } = useMeasuredClip(document);
  const label = useClipLabel();
  const { experimentId } = document;
  const curves = useQuery({
    queryKey: ['curves', digest, experimentId, parents],
    queryFn: () => lab.curves({ clip: digest, experiments: [experimentId, ...parents] }),
  });
  const drawn = useMemo(
    () =>
      curves.data === undefined ? [] : curvesToDraw(curves.data, (id) => (id === experimentId ? 'best' : 'parent')),
    [curves.data, experimentId],
  );
  const own = drawn.map((curve) => (curve.kind === 'best' ? { ...curve, kind: 'candidate' as const } : curve));
  return (
    <section className="card" aria-labelledby="curves">
      <div className="head">
        <h2 id="curves">Rate and distortion</h2>
        <AddressChoice label="Clip" name="clip" value={name} options={clips.map(([each]) => [each, label(each)])} />
      </div>
      {curves.error !== null && <Trouble error={curves.error} />}
      {curves.isPending && <Waiting what="curves" />}
      {own.length > 0 && <RdPlot curves={own} label={`Rate-distortion curves on the clip ${label(name)}`} />}
      <ClipNotes clip={digest} />
      <BdTable document={document} parents={parents} clip={digest} />
    </section>
  );
}

const framesOf = (clips: readonly KnownClip[] | undefined, digest: string): number | undefined =>
  clips?.find((clip) => clip.digest === digest)?.frames;

type Run = ExperimentDocument['runs'][number];

const metricColumn = (metric: RecordedMetric): TableColumn<Run> => ({
  name: metricTitle(metric),
  show: (run) => metricText(metric, run[metric]),
  number: true,
});

/** Every run's numbers. */
export function RunsCard({ document }: DocumentProps) {
  const clips = useClips();
  const label = useClipLabel();
  const speed = (name: string, sideOf: (run: Run) => Run['encode']): TableColumn<Run> => ({
    name,
    show: (run) => {
      const frames = framesOf(clips.data, run.clip);
      return frames === undefined ? '–' : fps(frames, sideOf(run).wallMs);
    },
    number: true,
  });
  const columns: readonly TableColumn<Run>[] = [
    { name: 'clip', show: ({ clipName }) => label(clipName), heads: true },
    { name: 'quality', show: ({ quality }) => quality, number: true },
    { name: 'bytes', show: (run) => bytes(run.bytes), number: true },
    { name: 'kbit/s', show: (run) => kbps(run.kbps), number: true },
    ...measuredBy(document.runs, RECORDED_METRICS).map(metricColumn),
    speed('encode fps', ({ encode }) => encode),
    speed('decode fps', ({ decode }) => decode),
  ];
  return (
    <section className="card" aria-labelledby="runs">
      <h2 id="runs">Runs</h2>
      <DataTable
        label="Runs"
        columns={columns}
        rows={document.runs}
        keyOf={({ clip, quality }) => `${clip} ${quality}`}
      />
    </section>
  );
}

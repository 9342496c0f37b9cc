import type { ClipCurves, CurvePoint, ExperimentDocument } from '@codecsmith/client';
import { bdRate } from '@codecsmith/quality';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { curvesToDraw, type RdCurve } from '../charts/rd-curve.ts';
import { RdPlot } from '../charts/rd-plot.tsx';
import { useAddress } from '../data/address.ts';
import { figuresOn, type Figure } from '../data/figures.ts';
import { percent, shortId } from '../data/format.ts';
import { ExperimentLink } from '../parts/experiment-link.tsx';
import { usePageTitle } from '../data/page-title.ts';
import { useLab } from '../data/session.tsx';
import { AddressChoice, useClipLabel } from '../parts/clip-choice.tsx';
import { TableFrame } from '../parts/downloads.tsx';
import { OutcomeBadge } from '../parts/outcome-badge.tsx';
import { Empty, Trouble, Waiting } from '../parts/states.tsx';

/** Two or more experiments beside each other; which ones is in the address. */
export default function ComparePage() {
  usePageTitle('Compare');
  const lab = useLab();
  const [address] = useAddress();
  const ids = (address.get('ids') ?? '').split(',').filter((id) => id !== '');
  const documents = useQueries({
    queries: ids.map((id) => ({ queryKey: ['experiment', id, 'document', 0], queryFn: () => lab.experiment(id) })),
  });
  const error = documents.find((each) => each.error !== null)?.error ?? null;
  const known = documents.flatMap(({ data }) => (data === undefined ? [] : [data]));
  return (
    <>
      <h1>Compare</h1>
      {error !== null && <Trouble error={error} />}
      {ids.length < 2 && (
        <Empty>
          Pick two or more on the page of <Link href="/experiments">experiments</Link>.
        </Empty>
      )}
      {error === null && known.length < ids.length && <Waiting what="experiments" />}
      {ids.length > 1 && known.length === ids.length && <Compared documents={known} />}
    </>
  );
}

interface Documents {
  readonly documents: readonly ExperimentDocument[];
}

/** The same experiment has the same look whatever clip is shown. */
const withTones = (curves: readonly RdCurve[], ids: string): RdCurve[] =>
  curves.map((curve) => (curve.kind === 'anchor' ? curve : { ...curve, tone: ids.split(',').indexOf(curve.name) }));

/** Curves of the compared experiments on a clip. */
function useCurves(documents: readonly ExperimentDocument[], clip: string | null) {
  const lab = useLab();
  const ids = documents.map(({ experimentId }) => experimentId);
  return useQuery({
    queryKey: ['curves', clip, ...ids],
    queryFn: () => lab.curves({ clip: clip ?? '', experiments: ids }),
    enabled: clip !== null,
  });
}

/** Clips on which any was measured, those first on which most were; and the one in the address, else the first. */
function useCommonClip(documents: readonly ExperimentDocument[]) {
  const [address] = useAddress();
  const all = documents.flatMap(({ runs }) => [...new Map(runs.map(({ clipName, clip }) => [clipName, clip]))]);
  const countOf = (name: string) => all.filter(([each]) => each === name).length;
  const clips = [...new Map(all)].toSorted(([one], [other]) => countOf(other) - countOf(one));
  const [name = null, digest = null] = clips.find(([each]) => each === address.get('clip')) ?? clips[0] ?? [];
  return { clips, name, digest };
}

function Compared({ documents }: Documents) {
  const { clips, name, digest } = useCommonClip(documents);
  return (
    <>
      <CommonCurves documents={documents} clips={clips} name={name} digest={digest} />
      <SideBySide documents={documents} clip={digest} />
    </>
  );
}

function CommonCurves({ documents, clips, name, digest }: Documents & ReturnType<typeof useCommonClip>) {
  const label = useClipLabel();
  const shown = documents.map(({ experimentId }) => experimentId).join(',');
  const curves = useCurves(documents, digest);
  const drawn = useMemo(
    () =>
      curves.data === undefined
        ? []
        : withTones(
            curvesToDraw(curves.data, () => 'candidate'),
            shown,
          ),
    [curves.data, shown],
  );
  if (name === null) return <Empty>None of them has been measured.</Empty>;
  return (
    <section className="card" aria-labelledby="curves">
      <div className="head">
        <h2 id="curves">Rate and distortion</h2>
        <AddressChoice label="Clip" name="clip" value={name} options={clips.map(([each]) => [each, label(each)])} />
      </div>
      {curves.error !== null && <Trouble error={curves.error} />}
      {drawn.length > 0 && <RdPlot curves={drawn} label={`Rate-distortion curves on the clip ${label(name)}`} />}
    </section>
  );
}

/** Why two numbers do not compare. */
const NOT_HERE = 'not measured on this clip';

/** What was measured on one clip, and how the others differ from the first. */
function SideBySide({ documents, clip }: Documents & { readonly clip: string | null }) {
  const label = useClipLabel();
  const [first, ...rest] = documents;
  const curves = useCurves(documents, clip);
  if (first === undefined) return null;
  const clipName = documents.flatMap(({ runs }) => runs).find((run) => run.clip === clip)?.clipName ?? null;
  const plain = (name: string, show: (document: ExperimentDocument) => React.ReactNode) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {documents.map((document) => (
        <td key={document.experimentId}>{show(document)}</td>
      ))}
      {rest.map(({ experimentId }) => (
        <td key={experimentId} />
      ))}
    </tr>
  );
  const figures = figuresOn(documents, clip);
  return (
    <section className="card" aria-labelledby="side">
      <h2 id="side">Side by side</h2>
      {clipName !== null && <p className="soft">Numbers are of the clip {label(clipName)} alone.</p>}
      <TableFrame label="Side by side">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">What</span>
              </th>
              {documents.map(({ experimentId, name }) => (
                <th scope="col" key={experimentId}>
                  <ExperimentLink id={experimentId} name={name} />
                </th>
              ))}
              {rest.map(({ experimentId, name }) => (
                <th scope="col" key={experimentId}>
                  {name ?? shortId(experimentId)} − {first.name ?? shortId(first.experimentId)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {plain('outcome', ({ phase, outcome }) => (
              <OutcomeBadge phase={phase} outcome={outcome} />
            ))}
            {plain('cause', ({ cause }) => cause?.code.replaceAll('_', ' ') ?? '–')}
            {plain('language', ({ candidate }) => candidate?.language ?? '–')}
            {plain('family', ({ candidate }) => candidate?.family ?? '–')}
            {figures.map((figure) => (
              <FigureRow key={figure.name} figure={figure} />
            ))}
            {rest.length > 0 && (
              <tr>
                <th scope="row">BD-rate (PSNR-Y) against {first.name ?? shortId(first.experimentId)}</th>
                <td>–</td>
                {rest.map(({ experimentId }) => (
                  <td key={experimentId} data-testid="bd-of-pair">
                    {pairText(curves.data, first.experimentId, experimentId)}
                  </td>
                ))}
                {rest.map(({ experimentId }) => (
                  <td key={experimentId} />
                ))}
              </tr>
            )}
          </tbody>
        </table>
      </TableFrame>
    </section>
  );
}

function FigureRow({ figure: { name, values } }: { readonly figure: Figure }) {
  const [first, ...rest] = values;
  return (
    <tr>
      <th scope="row">{name}</th>
      {values.map((value, index) => (
        <td key={index} className={value === undefined ? 'soft' : undefined}>
          {value === undefined ? NOT_HERE : percent(value)}
        </td>
      ))}
      {rest.map((value, index) => (
        <td key={index}>
          {value == null || first == null ? '–' : `${value - first > 0 ? '+' : ''}${(value - first).toFixed(1)} points`}
        </td>
      ))}
    </tr>
  );
}

/** BD-rate of an experiment with another as its anchor, on the clip of these curves. */
function pairText(curves: ClipCurves | undefined, anchorId: string, testId: string): string {
  const pointsOf = (id: string) => curves?.candidates.find(({ experimentId }) => experimentId === id)?.points;
  const [anchor, test] = [pointsOf(anchorId), pointsOf(testId)];
  if (anchor === undefined || test === undefined) return NOT_HERE;
  const ofPoints = (points: readonly CurvePoint[]) =>
    points.map(({ kbps, psnr_y }) => ({ rate: kbps, metric: psnr_y }));
  const { percent: value, reason } = bdRate(ofPoints(anchor), ofPoints(test));
  return value === null ? (reason ?? '').replaceAll('_', ' ') : percent(value);
}

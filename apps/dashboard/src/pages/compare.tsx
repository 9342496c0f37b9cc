import type { ExperimentDocument } from '@codecsmith/client';
import { useQueries, useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { curvesToDraw, type RdCurve } from '../charts/rd-curve.ts';
import { RdPlot } from '../charts/rd-plot.tsx';
import { useAddress } from '../data/address.ts';
import { percent } from '../data/format.ts';
import { ExperimentLink } from '../parts/experiment-link.tsx';
import { usePageTitle } from '../data/page-title.ts';
import { useLab } from '../data/session.tsx';
import { AddressChoice, useClipLabel } from '../parts/clip-choice.tsx';
import { OutcomeBadge } from '../parts/outcome-badge.tsx';
import { Empty, Trouble, Waiting } from '../parts/states.tsx';

/** Two or more experiments beside each other; which ones is in the address. */
export function ComparePage() {
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
      {ids.length > 1 && known.length === ids.length && (
        <>
          <CommonCurves documents={known} />
          <SideBySide documents={known} />
        </>
      )}
    </>
  );
}

interface Documents {
  readonly documents: readonly ExperimentDocument[];
}

/** The same experiment has the same look whatever clip is shown. */
const withTones = (curves: readonly RdCurve[], ids: string): RdCurve[] =>
  curves.map((curve) => (curve.kind === 'anchor' ? curve : { ...curve, tone: ids.split(',').indexOf(curve.name) }));

function CommonCurves({ documents }: Documents) {
  const lab = useLab();
  const [address] = useAddress();
  const ids = documents.map(({ experimentId }) => experimentId);
  const label = useClipLabel();
  const shown = ids.join(',');
  const clips = [...new Map(documents.flatMap(({ runs }) => runs).map(({ clipName, clip }) => [clipName, clip]))];
  const [name, digest] = clips.find(([each]) => each === address.get('clip')) ?? clips[0] ?? [];
  const curves = useQuery({
    queryKey: ['curves', digest, ...ids],
    queryFn: () => lab.curves({ clip: digest ?? '', experiments: ids }),
    enabled: digest !== undefined,
  });
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
  if (name === undefined) return <Empty>None of them has been measured.</Empty>;
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

function SideBySide({ documents }: Documents) {
  const anchors = [
    ...new Set(
      documents
        .flatMap(({ bdRate }) => bdRate)
        .filter(({ metric }) => metric === 'psnr_y')
        .map((row) => rowName(row)),
    ),
  ];
  const row = (name: string, show: (document: ExperimentDocument) => React.ReactNode) => (
    <tr key={name}>
      <th scope="row">{name}</th>
      {documents.map((document) => (
        <td key={document.experimentId}>{show(document)}</td>
      ))}
    </tr>
  );
  return (
    <section className="card" aria-labelledby="side">
      <h2 id="side">Side by side</h2>
      <div className="scroll" tabIndex={0} role="group" aria-label="Side by side">
        <table>
          <thead>
            <tr>
              <th scope="col">
                <span className="hidden">What</span>
              </th>
              {documents.map(({ experimentId }) => (
                <th scope="col" key={experimentId}>
                  <ExperimentLink id={experimentId} />
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {row('outcome', ({ phase, outcome }) => (
              <OutcomeBadge phase={phase} outcome={outcome} />
            ))}
            {row('cause', ({ cause }) => cause?.code.replaceAll('_', ' ') ?? '–')}
            {row('language', ({ candidate }) => candidate?.language ?? '–')}
            {row('family', ({ candidate }) => candidate?.family ?? '–')}
            {row('runs', ({ runs }) => runs.length)}
            {anchors.map((anchor) =>
              row(`BD-rate psnr_y: ${anchor}`, ({ bdRate }) =>
                percent(bdRate.find((each) => each.metric === 'psnr_y' && rowName(each) === anchor)?.percent),
              ),
            )}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const rowName = ({ anchor, mode }: ExperimentDocument['bdRate'][number]): string => `${anchor} ${mode}`;

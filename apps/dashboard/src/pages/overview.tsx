import type { LabStatus, Progress } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { Link } from 'wouter';
import { BestSoFar, Throughput } from '../charts/progress-plots.tsx';
import { curvesToDraw } from '../charts/rd-curve.ts';
import { RdPlot } from '../charts/rd-plot.tsx';
import { useAddress } from '../data/address.ts';
import { percent } from '../data/format.ts';
import { usePageTitle } from '../data/page-title.ts';
import { useLab } from '../data/session.tsx';
import { AddressChoice, isExcerpt, useClipLabel, useClips } from '../parts/clip-choice.tsx';
import { DataTable, type TableColumn } from '../parts/data-table.tsx';
import { Empty, Trouble, Waiting } from '../parts/states.tsx';
import { Tiles } from '../parts/tiles.tsx';

/** How the search goes: curves, best so far, throughput, causes of failure. */
export function OverviewPage() {
  usePageTitle('Overview');
  const lab = useLab();
  const [address] = useAddress();
  const campaign = address.get('campaign') ?? undefined;
  const progress = useQuery({
    queryKey: ['progress', campaign],
    queryFn: () => lab.progress(campaign === undefined ? {} : { campaign }),
  });
  const status = useQuery({ queryKey: ['status'], queryFn: () => lab.status() });
  const names = progress.data?.campaigns.map(({ name }) => name) ?? [];
  return (
    <>
      <div className="head">
        <h1>Overview</h1>
        <AddressChoice
          label="Campaign"
          name="campaign"
          value={campaign ?? ''}
          options={[['', 'all experiments'], ...names.map((name) => [name, name] as const)]}
        />
      </div>
      {status.data !== undefined && progress.data !== undefined && (
        <LabTiles status={status.data} progress={progress.data} />
      )}
      {progress.error !== null && <Trouble error={progress.error} />}
      <Curves campaign={campaign} />
      {progress.isPending && <Waiting what="progress" />}
      {progress.data !== undefined && <ProgressCards progress={progress.data} campaign={campaign} />}
    </>
  );
}

function LabTiles({ status, progress }: { readonly status: LabStatus; readonly progress: Progress }) {
  const ended = Object.values(status.outcomes).reduce((sum, count) => sum + count, 0);
  const underWay = status.queues.reduce((sum, { count }) => sum + count, 0);
  const best = progress.best.at(-1);
  const tiles = [
    {
      name: 'Best score',
      value: best === undefined ? '–' : percent(best.score),
      note: 'of the anchor’s bits saved; below zero: spent',
    },
    {
      name: 'Completed',
      value: String(status.outcomes['completed'] ?? 0),
      note: `of ${ended} that ended, whole lab`,
    },
    { name: 'Under way', value: String(underWay), note: 'whole lab' },
    { name: 'Facts', value: String(status.head), note: 'in the log' },
  ];
  return <Tiles tiles={tiles} />;
}

const RECENT = 20;

/** The clip that was measured last, whole clips before excerpts; undefined where none was. */
function useMeasuredClip(campaign: string | undefined): string | undefined {
  const lab = useLab();
  const recent = useQuery({
    queryKey: ['experiments', 'measured', campaign],
    queryFn: () =>
      lab.experiments({ outcome: 'completed', limit: RECENT, ...(campaign === undefined ? {} : { campaign }) }),
  });
  const names = recent.data?.items.flatMap(({ run }) => run?.clipName ?? []) ?? [];
  return names.find((name) => !isExcerpt(name)) ?? names[0];
}

function Curves({ campaign }: { readonly campaign: string | undefined }) {
  const lab = useLab();
  const [address] = useAddress();
  const clips = useClips();
  const label = useClipLabel();
  const measured = useMeasuredClip(campaign);
  const clip = address.get('clip') ?? measured ?? clips.data?.[0]?.name;
  const curves = useQuery({
    queryKey: ['curves', clip, campaign],
    queryFn: () => lab.curves({ clip: clip ?? '', ...(campaign === undefined ? {} : { campaign }) }),
    enabled: clip !== undefined,
  });
  const drawn = useMemo(
    () =>
      curves.data === undefined ? [] : curvesToDraw(curves.data, (_, index) => (index === 0 ? 'best' : 'candidate')),
    [curves.data],
  );
  return (
    <section className="card" aria-labelledby="rate-distortion">
      <div className="head">
        <h2 id="rate-distortion">Rate and distortion</h2>
        {clip !== undefined && (
          <AddressChoice
            label="Clip"
            name="clip"
            value={clip}
            options={(clips.data ?? []).map(({ name }) => [name, label(name)])}
          />
        )}
      </div>
      {curves.error !== null && <Trouble error={curves.error} />}
      {clips.data?.length === 0 && <Empty>The lab has no clips yet: ./codecsmith clip add FILE</Empty>}
      {curves.isFetching && curves.data === undefined && <Waiting what="curves" />}
      {curves.data !== undefined && drawn.length === 0 && <Empty>Nothing has been measured on this clip yet.</Empty>}
      {drawn.length > 0 && (
        <RdPlot front curves={drawn} label={`Rate-distortion curves on the clip ${label(clip ?? '')}`} />
      )}
    </section>
  );
}

function ProgressCards({ progress, campaign }: { readonly progress: Progress; readonly campaign: string | undefined }) {
  const { best, throughput, spanMs, causes } = progress;
  const within = campaign === undefined ? '' : `&campaign=${encodeURIComponent(campaign)}`;
  return (
    <>
      <div className="grid">
        <section className="card" aria-labelledby="best">
          <h2 id="best">Best so far</h2>
          {best.length === 0 ? <Empty>No candidate has a score yet.</Empty> : <BestSoFar progress={progress} />}
        </section>
        <section className="card" aria-labelledby="throughput">
          <h2 id="throughput">Throughput</h2>
          {throughput.length === 0 ? (
            <Empty>No experiment has ended yet.</Empty>
          ) : (
            <Throughput throughput={throughput} spanMs={spanMs} />
          )}
        </section>
      </div>
      <section className="card" aria-labelledby="causes">
        <h2 id="causes">Why experiments failed</h2>
        {causes.length === 0 ? <Empty>None has.</Empty> : <Causes causes={causes} within={within} />}
      </section>
    </>
  );
}

function Causes({ causes, within }: { readonly causes: Progress['causes']; readonly within: string }) {
  const most = Math.max(...causes.map(({ count }) => count));
  const columns: readonly TableColumn<Progress['causes'][number]>[] = [
    { name: 'Outcome', show: ({ outcome }) => outcome.replaceAll('_', ' ') },
    {
      name: 'Cause',
      show: ({ outcome, code }) => <Link href={listOf(outcome, code, within)}>{code ?? 'none given'}</Link>,
    },
    { name: 'Experiments', show: ({ count }) => count, number: true },
    {
      name: 'Share of the most frequent',
      silent: true,
      className: 'share',
      show: ({ count }) => <span className="bar" style={{ width: `${(100 * count) / most}%` }} />,
    },
  ];
  return (
    <DataTable
      label="Why experiments failed"
      columns={columns}
      rows={causes}
      keyOf={({ outcome, code }) => `${outcome} ${code}`}
    />
  );
}

const listOf = (outcome: string, code: string | null, within: string): string =>
  `/experiments?outcome=${outcome}${code === null ? '' : `&cause=${encodeURIComponent(code)}`}${within}`;

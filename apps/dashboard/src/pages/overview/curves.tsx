import { isExcerpt } from '@codecsmith/experiment';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { bestOfEachKey, curvesToDraw } from '../../charts/rd-curve.ts';
import { RdPlot } from '../../charts/rd-plot.tsx';
import { useAddress } from '../../data/address.ts';
import { useLab } from '../../data/session.tsx';
import { AddressChoice, useClipLabel, useClips } from '../../parts/clip-choice.tsx';
import { ClipNotes } from '../../parts/clip-notes.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { Gap } from './winning.tsx';

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

/** Curves of one clip: the one in the address, else the one that was measured last. */
export function Curves({
  campaign,
  leader,
}: {
  readonly campaign: string | undefined;
  readonly leader: string | null;
}) {
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
  const drawn = useMemo(() => {
    if (curves.data === undefined) return [];
    const best = bestOfEachKey(curves.data);
    return curvesToDraw(curves.data, (id) => (best.has(id) ? 'best' : 'candidate'));
  }, [curves.data]);
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
      {clip !== undefined && <ClipNotes clip={clip} />}
      {drawn.length > 0 && (
        <div className={leader === null ? undefined : 'beside'}>
          <div>
            <RdPlot
              front={drawn.some(({ kind }) => kind !== 'anchor')}
              curves={drawn}
              label={`Rate-distortion curves on the clip ${label(clip ?? '')}`}
            />
          </div>
          {leader !== null && curves.data !== undefined && (
            <div>
              <Gap id={leader} clip={curves.data.clip} />
            </div>
          )}
        </div>
      )}
    </section>
  );
}

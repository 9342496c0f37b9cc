import type { CampaignStanding, Progress } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { useScoreKeyText } from '../../data/score-key.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { useSummary } from '../../data/summary.ts';
import { verdictOf } from '../../data/verdict.ts';
import { leaderOf, leaderOfAll, winningText, type Leader } from '../../data/winning.ts';
import { ExperimentLink } from '../../parts/experiment-link.tsx';
import { Waiting } from '../../parts/states.tsx';
import { BdTable } from '../experiment/bd-table.tsx';

interface WinningProps {
  /** The search that is shown, or the newest that has a champion. */
  readonly search: CampaignStanding | undefined;
  readonly progress: Progress;
}

/** The leader of what is shown: a search's champion, else the best of those requested one by one. */
export const leaderIn = ({ search, progress }: WinningProps): Leader | null =>
  search === undefined ? leaderOfAll(progress) : leaderOf(search);

/** Are we winning? Champion, verdict, and how it came on. */
export function Winning({ search, progress }: WinningProps) {
  const leader = leaderIn({ search, progress });
  return (
    <section className="card winning" aria-labelledby="winning">
      <h2 id="winning">Are we winning?</h2>
      {leader === null ? <NoLeader search={search} /> : <Leading leader={leader} search={search} />}
    </section>
  );
}

function NoLeader({ search }: Pick<WinningProps, 'search'>) {
  const may = useMay('submitter');
  return (
    <p>
      Not known yet: {search === undefined ? 'no experiment' : `no proposal of ${search.id}`} has a score.
      {may && (
        <>
          {' '}
          <Link href="/submit">Submit a codec</Link> or <Link href="/campaigns/new">start a campaign</Link>.
        </>
      )}
    </p>
  );
}

function Leading({ leader, search }: { readonly leader: Leader; readonly search: CampaignStanding | undefined }) {
  const text = useScoreKeyText();
  const { data: summary } = useSummary(leader.experimentId);
  if (summary === undefined) return <Waiting what="the champion" />;
  const seal = search === undefined ? null : verdictOf(search);
  const caution = search?.champion?.noVerdict ?? null;
  return (
    <>
      <p className="answer" data-testid="answer">
        {winningText(leader.score, summary?.scoreAnchor ?? 'the anchor')}
      </p>
      <dl className="facts">
        <div>
          <dt>Champion</dt>
          <dd>
            <ExperimentLink id={leader.experimentId} name={summary?.name ?? null} />
            {search !== undefined && (
              <>
                {' of '}
                <Link href={`/campaigns/${search.id}`}>{search.id}</Link>
              </>
            )}
          </dd>
        </div>
        {summary !== null && (
          <div>
            <dt>Scored on</dt>
            <dd>{text.ofRow(summary)}</dd>
          </div>
        )}
        <div>
          <dt>Trend</dt>
          <dd>{leader.trend}</dd>
        </div>
        {seal !== null && (
          <div>
            <dt>Verdict on sealed clips</dt>
            <dd>
              {seal.value} <span className="soft">{seal.note}</span>
            </dd>
          </div>
        )}
      </dl>
      {caution !== null && <p className="note calm">The score is no verdict: {caution}</p>}
    </>
  );
}

/** How far the leader is from each anchor on one clip. `clip`: its digest. */
export function Gap({ id, clip }: { readonly id: string; readonly clip: string }) {
  const lab = useLab();
  const document = useQuery({ queryKey: ['experiment', id, 'document', 0], queryFn: () => lab.experiment(id) });
  if (document.data === undefined) return null;
  if (!document.data.bdRate.some((row) => row.clip === clip)) {
    return <p className="soft">The champion was not compared with an anchor on this clip.</p>;
  }
  return <BdTable document={document.data} parents={[]} clip={clip} called="champion" />;
}

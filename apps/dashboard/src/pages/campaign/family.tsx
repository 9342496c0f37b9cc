import { useQuery } from '@tanstack/react-query';
import { Lineage } from '../../charts/lineage.tsx';
import { useLab } from '../../data/session.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

/** Most experiments that a lineage shows. */
const MOST = 200;

/** Who descends from whom among the experiments of a campaign. */
export function Family({ id }: { readonly id: string }) {
  const lab = useLab();
  const members = useQuery({
    queryKey: ['experiments', 'campaign', id],
    queryFn: () => lab.experiments({ campaign: id, limit: MOST }),
  });
  return (
    <section className="card" aria-labelledby="lineage">
      <h2 id="lineage">Lineage</h2>
      {members.error !== null && <Trouble error={members.error} />}
      {members.isPending && <Waiting what="its experiments" />}
      {members.data?.items.length === 0 && <Empty>It has no experiments.</Empty>}
      {members.data !== undefined && members.data.items.length > 0 && (
        <>
          <p className="soft">
            From left to right in the order of their requests; a line leads from each parent to its child.
            {members.data.next !== null && ` The newest ${MOST} are shown.`}
          </p>
          <Lineage members={members.data.items.toReversed()} />
        </>
      )}
    </section>
  );
}

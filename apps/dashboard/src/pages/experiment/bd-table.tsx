import type { ExperimentDocument } from '@codecsmith/client';
import { useQueries } from '@tanstack/react-query';
import { percent } from '../../data/format.ts';
import { useLab } from '../../data/session.tsx';
import { TableFrame } from '../../parts/downloads.tsx';
import { ExperimentLink } from '../../parts/experiment-link.tsx';

type BdRate = ExperimentDocument['bdRate'][number];

interface BdProps {
  readonly document: ExperimentDocument;
  readonly parents: readonly string[];
  /** Digest. */
  readonly clip: string;
  /** What the table calls the first; else `candidate`. */
  readonly called?: string;
}

const anchorOf = ({ anchor, mode }: BdRate): string => `${anchor} ${mode}`;

/** BD-rate of the candidate, and of its parents on the same clip, against each anchor. */
export function BdTable({ document, parents, clip, called = 'candidate' }: BdProps) {
  const lab = useLab();
  const others = useQueries({
    queries: parents.map((id) => ({ queryKey: ['experiment', id, 'document', 0], queryFn: () => lab.experiment(id) })),
  });
  const onClip = ({ bdRate }: ExperimentDocument) => bdRate.filter((row) => row.clip === clip);
  const own = onClip(document);
  const measured = [
    { id: document.experimentId, rows: own },
    ...others.flatMap(({ data }) => (data === undefined ? [] : [{ id: data.experimentId, rows: onClip(data) }])),
  ].filter(({ rows }) => rows.length > 0);
  const metrics = [...new Set(own.map(({ metric }) => metric))];
  const anchors = [...new Set(own.map(anchorOf))];
  if (own.length === 0) return null;
  return (
    <>
      <h3>BD-rate</h3>
      <p className="soft">Bits at equal quality against each anchor; below zero is better.</p>
      <TableFrame label="BD-rate">
        <table data-testid="bd-table">
          <thead>
            <tr>
              <th scope="col">Anchor</th>
              <th scope="col">Of</th>
              {metrics.map((metric) => (
                <th key={metric} scope="col" className="number">
                  {metric}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {anchors.flatMap((anchor) =>
              measured.map(({ id, rows }) => (
                <tr key={`${anchor} ${id}`}>
                  <th scope="row">{anchor}</th>
                  <td>
                    {id === document.experimentId ? (
                      called
                    ) : (
                      <>
                        parent <ExperimentLink id={id} />
                      </>
                    )}
                  </td>
                  {metrics.map((metric) => (
                    <BdCell key={metric} row={rows.find((row) => anchorOf(row) === anchor && row.metric === metric)} />
                  ))}
                </tr>
              )),
            )}
          </tbody>
        </table>
      </TableFrame>
    </>
  );
}

function BdCell({ row }: { readonly row: BdRate | undefined }) {
  if (row === undefined) return <td className="number">–</td>;
  if (row.percent === null) return <td className="number soft">{row.reason?.replaceAll('_', ' ') ?? 'none'}</td>;
  return <td className={`number ${row.percent < 0 ? 'better' : 'worse'}`}>{percent(row.percent)}</td>;
}

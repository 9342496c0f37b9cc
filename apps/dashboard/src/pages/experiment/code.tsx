import type { ExperimentDocument, Fact } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useArtifactText } from '../../data/artifact.ts';
import { useAddress } from '../../data/address.ts';
import { digestIn, lastData } from '../../data/facts.ts';
import { short } from '../../data/format.ts';
import { lineDiff } from '../../data/line-diff.ts';
import { useLab } from '../../data/session.tsx';
import { AddressChoice } from '../../parts/clip-choice.tsx';
import { Trouble, Waiting } from '../../parts/states.tsx';

interface CodeProps {
  readonly document: ExperimentDocument;
  readonly facts: readonly Fact[];
  readonly parents: readonly string[];
}

/** The candidate's source: as it runs, what the sanitizer changed, and how it differs from a parent. */
export function Code({ document, facts, parents }: CodeProps) {
  const [address] = useAddress();
  const drafted = digestIn(lastData(facts, 'CandidateDrafted')?.['code']);
  const cleared = document.candidate?.digest ?? null;
  const shown = cleared ?? drafted;
  if (shown === null) return null;
  const view = address.get('code') ?? 'runs';
  const options: (readonly [string, string])[] = [
    ['runs', cleared === null ? 'as drafted' : 'as it runs'],
    ...(cleared !== null && drafted !== null && cleared !== drafted ? [['draft', 'against its draft'] as const] : []),
    ...parents.map((parent) => [parent, `against parent ${short(parent, 12)}`] as const),
  ];
  return (
    <section className="card" aria-labelledby="code">
      <div className="head">
        <h2 id="code">Code</h2>
        {options.length > 1 && <AddressChoice label="Show" name="code" value={view} options={options} />}
      </div>
      <p className="soft mono digest">sha256 {shown}</p>
      <Changes document={document} />
      {view === 'draft' ? (
        <Diff before={drafted} after={shown} />
      ) : parents.includes(view) ? (
        <ParentDiff parent={view} after={shown} />
      ) : (
        <Source digest={shown} />
      )}
    </section>
  );
}

type Remarks = NonNullable<ExperimentDocument['candidate']>['changes'];

/** What the sanitizer repaired, and what it warns of. */
function Changes({ document: { candidate } }: { readonly document: ExperimentDocument }) {
  if (candidate === null) return null;
  const { changes, warnings } = candidate;
  return (
    <>
      {changes.length === 0 && <p className="soft">The sanitizer changed nothing.</p>}
      <RemarkList remarks={changes} />
      {warnings.length > 0 && <h3>Warnings</h3>}
      <RemarkList remarks={warnings} />
    </>
  );
}

const RemarkList = ({ remarks }: { readonly remarks: Remarks }) =>
  remarks.length === 0 ? null : (
    <ul>
      {remarks.map(({ rule, line, message }) => (
        <li key={`${rule} ${line} ${message}`}>
          line {line}: {message} <span className="soft">({rule})</span>
        </li>
      ))}
    </ul>
  );

function Source({ digest }: { readonly digest: string }) {
  const text = useArtifactText(digest);
  if (text.error !== null) return <Trouble error={text.error} />;
  if (text.data === undefined) return <Waiting what="the code" />;
  return (
    <pre tabIndex={0} aria-label="Source" data-testid="source">
      {text.data}
    </pre>
  );
}

function ParentDiff({ parent, after }: { readonly parent: string; readonly after: string }) {
  const lab = useLab();
  const document = useQuery({ queryKey: ['experiment', parent, 'document', 0], queryFn: () => lab.experiment(parent) });
  if (document.error !== null) return <Trouble error={document.error} />;
  if (document.data === undefined) return <Waiting what="the parent" />;
  if (document.data.candidate === null) return <p className="soft">The parent never had code that could run.</p>;
  return <Diff before={document.data.candidate.digest} after={after} />;
}

const SIGNS = { same: ' ', added: '+', removed: '−' } as const;

function Diff({ before, after }: { readonly before: string | null; readonly after: string }) {
  const [left, right] = [useArtifactText(before), useArtifactText(after)];
  const lines = useMemo(
    () => (left.data === undefined || right.data === undefined ? [] : lineDiff(left.data, right.data)),
    [left.data, right.data],
  );
  const error = left.error ?? right.error;
  if (error !== null) return <Trouble error={error} />;
  if (lines.length === 0) return <Waiting what="both sources" />;
  return (
    <pre className="diff" tabIndex={0} aria-label="Difference">
      {lines.map(({ kind, text }, index) => (
        <span key={index} className={kind}>
          {SIGNS[kind]} {text}
          {'\n'}
        </span>
      ))}
    </pre>
  );
}

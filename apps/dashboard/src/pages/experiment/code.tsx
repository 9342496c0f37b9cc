import type { ExperimentDocument, Fact } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { useMemo, type FormEvent } from 'react';
import { useArtifactText } from '../../data/artifact.ts';
import { useAddress } from '../../data/address.ts';
import { digestIn, lastData, textOf } from '../../data/facts.ts';
import { textIn } from '../../data/form-text.ts';
import { short, shortId } from '../../data/format.ts';
import { lineDiff } from '../../data/line-diff.ts';
import { useLab } from '../../data/session.tsx';
import { AddressChoice } from '../../parts/clip-choice.tsx';
import { ArtifactDownload } from '../../parts/downloads.tsx';
import { SourceText } from '../../parts/source-text.tsx';
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
  const changed = cleared !== null && drafted !== null && cleared !== drafted;
  const other = FIXED.includes(view) || parents.includes(view) ? null : view;
  const options: (readonly [string, string])[] = [
    ['runs', cleared === null ? 'as drafted' : 'as it runs'],
    ...(changed ? [['drafted', 'as drafted'] as const, ['draft', 'against its draft'] as const] : []),
    ...parents.map((parent) => [parent, `against parent ${short(parent, 12)}`] as const),
    ...(other === null ? [] : [[other, `against ${shortId(other)}`] as const]),
  ];
  return (
    <section className="card" aria-labelledby="code">
      <div className="head">
        <h2 id="code">Code</h2>
        <div className="row">
          {options.length > 1 && <AddressChoice label="Show" name="code" value={view} options={options} />}
          <DiffAgainst />
        </div>
      </div>
      <p className="soft mono digest">
        sha256 {shown} <ArtifactDownload digest={shown} name={fileNameOf(document)} />
      </p>
      <Changes document={document} />
      {view === 'draft' ? (
        <Diff before={drafted} after={shown} />
      ) : view === 'runs' ? (
        <Source
          digest={shown}
          line={document.cause?.line ?? null}
          lineMap={cleared === null ? null : lineMapIn(facts)}
        />
      ) : view === 'drafted' && drafted !== null ? (
        <Source digest={drafted} line={document.cause?.line ?? null} lineMap={null} />
      ) : (
        <DiffWith id={view} after={shown} />
      )}
    </section>
  );
}

/** Views that are not the id of another experiment. */
const FIXED = ['runs', 'draft', 'drafted'];

const fileNameOf = ({ experimentId, candidate }: ExperimentDocument): string =>
  `${experimentId}.${candidate?.language === 'javascript' ? 'mjs' : 'py'}`;

/** Artifact with the draft's line of each line that runs. */
const lineMapIn = (facts: readonly Fact[]): string | null => textOf(lastData(facts, 'ExecutionQueued')?.['lineMap']);

/** Names any other experiment to compare the code with. */
function DiffAgainst() {
  const [, change] = useAddress();
  const show = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const id = textIn(new FormData(event.currentTarget), 'other');
    if (id !== '') change({ code: id });
  };
  return (
    <form className="row" onSubmit={show}>
      <label className="field">
        Compare with
        <input name="other" placeholder="id of an experiment" maxLength={100} />
      </label>
      <button type="submit">Show difference</button>
    </form>
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

interface SourceProps {
  readonly digest: string;
  /** The draft's line that failed. */
  readonly line: number | null;
  /** Artifact with the draft's line of each line of this text; null where they are the same. */
  readonly lineMap: string | null;
}

function Source({ digest, line, lineMap }: SourceProps) {
  const text = useArtifactText(digest);
  const map = useArtifactText(line === null ? null : lineMap);
  if (text.error !== null) return <Trouble error={text.error} />;
  if (text.data === undefined) return <Waiting what="the code" />;
  const failing = line === null ? undefined : lineMap === null ? line : placeOf(line, map.data);
  return <SourceText text={text.data} failing={failing} label="Source" />;
}

/** The line of the text that runs for a line of the draft; undefined where there is none. */
function placeOf(line: number, map: string | undefined): number | undefined {
  const lines = map === undefined ? [] : (JSON.parse(map) as unknown);
  const index = Array.isArray(lines) ? lines.indexOf(line) : -1;
  return index < 0 ? undefined : index + 1;
}

function DiffWith({ id, after }: { readonly id: string; readonly after: string }) {
  const lab = useLab();
  const document = useQuery({ queryKey: ['experiment', id, 'document', 0], queryFn: () => lab.experiment(id) });
  if (document.error !== null) return <Trouble error={document.error} />;
  if (document.data === undefined) return <Waiting what={`the code of ${shortId(id)}`} />;
  if (document.data.candidate === null) return <p className="soft">{shortId(id)} never had code that could run.</p>;
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

import type { Table } from '@codecsmith/report/tables';
import { useRef, useState, type ReactNode, type RefObject } from 'react';
import { figurePng, standaloneSvg } from '../data/figure-file.ts';
import { fileName, save } from '../data/save.ts';
import { readTable, tableOf } from '../data/shown-table.ts';
import { Trouble } from './states.tsx';

interface SavesProps {
  /** What is saved, for those who cannot see it. */
  readonly label: string;
  readonly formats: Readonly<Record<string, () => Promise<void>>>;
}

function Saves({ label, formats }: SavesProps) {
  const [error, setError] = useState<unknown>(null);
  const run = (work: () => Promise<void>) => {
    work().then(() => setError(null), setError);
  };
  return (
    <div className="downloads">
      {Object.entries(formats).map(([format, work]) => (
        <button
          key={format}
          type="button"
          className="plain"
          aria-label={`Download ${label} as ${format}`}
          onClick={() => run(work)}
        >
          {format}
        </button>
      ))}
      {error !== null && <Trouble error={error} />}
    </div>
  );
}

const writers = () => import('../data/table-writers.ts');

function saveTable(label: string, read: () => Table): SavesProps['formats'] {
  const name = fileName(label);
  return {
    CSV: async () => save(`${name}.csv`, (await writers()).tableCsv(read()), 'text/csv;charset=utf-8'),
    JSON: () => Promise.resolve(save(`${name}.json`, JSON.stringify(read().rows, null, 2), 'application/json')),
    Parquet: async () => {
      const bytes = (await writers()).tableParquet(read());
      save(`${name}.parquet`, new Uint8Array(bytes), 'application/vnd.apache.parquet');
    },
  };
}

/** A table that scrolls by itself where the page is narrow, and is saved as a file as it is shown. */
export function TableFrame({ label, children }: { readonly label: string; readonly children: ReactNode }) {
  const frame = useRef<HTMLDivElement>(null);
  const read = () => {
    const table = frame.current?.querySelector('table');
    if (table === null || table === undefined) throw new Error('the table is gone');
    return tableOf(readTable(table));
  };
  return (
    <>
      <div className="scroll" tabIndex={0} role="group" aria-label={label} ref={frame}>
        {children}
      </div>
      <Saves label={label} formats={saveTable(label, read)} />
    </>
  );
}

interface FigureProps {
  readonly label: string;
  readonly host: RefObject<HTMLElement | null>;
}

/** Saves the figure inside an element. */
export function FigureDownloads({ label, host }: FigureProps) {
  const figure = () => {
    const found = host.current?.querySelector('svg');
    if (found === null || found === undefined) throw new Error('the figure is gone');
    return found;
  };
  const name = fileName(label);
  const formats = {
    SVG: () => Promise.resolve(save(`${name}.svg`, standaloneSvg(figure()), 'image/svg+xml')),
    PNG: async () => save(`${name}.png`, await figurePng(figure()), 'image/png'),
  };
  return <Saves label={label} formats={formats} />;
}

/** An artifact as a file; the browser's cookie says who asks. */
export const ArtifactDownload = ({
  digest,
  name,
  children = 'Download',
}: {
  readonly digest: string;
  readonly name: string;
  readonly children?: ReactNode;
}) => (
  <a href={`/api/v1/artifacts/${digest}`} download={name}>
    {children}
  </a>
);

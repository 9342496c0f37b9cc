import { useState } from 'react';

interface SourceProps {
  readonly text: string;
  /** From 1; undefined where no line failed or it is not in this text. */
  readonly failing?: number | undefined;
  readonly label: string;
}

/** Source with numbers, which a copy of it does not have; the line that failed is marked. */
export function SourceText({ text, failing, label }: SourceProps) {
  const lines = text.replace(/\n$/, '').split('\n');
  return (
    <>
      <div className="row">
        <CopyButton text={text} />
        {failing !== undefined && <a href={`#L${failing}`}>Line {failing} failed</a>}
      </div>
      <pre className="lines" tabIndex={0} aria-label={label} data-testid="source">
        {lines.map((line, index) => (
          <span key={index} id={`L${index + 1}`} className={index + 1 === failing ? 'failing' : undefined}>
            <span>{line}</span>
            {'\n'}
          </span>
        ))}
      </pre>
    </>
  );
}

/** Copies a text; shown only where the browser lets a page do so. */
export function CopyButton({ text }: { readonly text: string }) {
  const [copied, setCopied] = useState(false);
  // Absent on pages that did not come by HTTPS or from this machine.
  if ((navigator.clipboard as Clipboard | undefined) === undefined) return null;
  return (
    <button type="button" onClick={() => void navigator.clipboard.writeText(text).then(() => setCopied(true))}>
      {copied ? 'Copied' : 'Copy'}
    </button>
  );
}

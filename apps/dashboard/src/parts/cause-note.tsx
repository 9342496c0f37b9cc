import type { FailureCause } from '@codecsmith/client';

/** Why an experiment has no numbers, where it happened, and what to do about it. */
export function CauseNote({ cause }: { readonly cause: FailureCause }) {
  const places = [
    cause.side === null ? null : `while it was ${cause.side === 'encode' ? 'encoding' : 'decoding'}`,
    cause.quality === null ? null : `quality ${cause.quality}`,
    cause.frame === null ? null : `frame ${cause.frame}`,
    cause.line === null ? null : `line ${cause.line}${cause.column === null ? '' : `, column ${cause.column}`}`,
  ].filter((place) => place !== null);
  return (
    <section className="note" aria-label="Why it failed" data-testid="cause">
      <p>
        <strong>{cause.code.replaceAll('_', ' ')}</strong>
        {places.length > 0 && <span className="soft"> {places.join(', ')}</span>}
      </p>
      <p className="prose">{cause.message}</p>
      {cause.advice !== null && (
        <p className="prose">
          <strong>What helps: </strong>
          {cause.advice}
        </p>
      )}
    </section>
  );
}

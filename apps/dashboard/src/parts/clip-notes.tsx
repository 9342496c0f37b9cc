import { useClips } from './clip-choice.tsx';

/** Where a clip's frames come from, and everything that was assumed or changed at its import; `clip`: a name or digest. */
export function ClipNotes({ clip }: { readonly clip: string }) {
  const { data = [] } = useClips();
  const found = data.find(({ name, digest }) => name === clip || digest === clip);
  const { source, assumptions = [] } = found ?? {};
  const rate = source?.bitrateKbps == null ? '' : `, ${source.bitrateKbps} kbit/s`;
  const origin = source === undefined ? [] : [`from ${source.codec}${rate}${source.lossy ? ', lossy' : ''}`];
  const notes = [...origin, ...assumptions.map(({ message }) => message)];
  if (notes.length === 0) return null;
  return (
    <details className="soft">
      <summary>What is known of this clip</summary>
      <ul>
        {notes.map((note) => (
          <li key={note}>{note}</li>
        ))}
      </ul>
    </details>
  );
}

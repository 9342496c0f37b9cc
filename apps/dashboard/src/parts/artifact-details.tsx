import { useState } from 'react';
import { useArtifactText } from '../data/artifact.ts';
import { fileName } from '../data/save.ts';
import { ArtifactDownload } from './downloads.tsx';
import { Trouble, Waiting } from './states.tsx';

interface ArtifactProps {
  readonly name: string;
  readonly digest: string;
}

/** An artifact as text, whatever it is; read when it is unfolded. */
export function ArtifactDetails({ name, digest }: ArtifactProps) {
  const [open, setOpen] = useState(false);
  return (
    <details onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>{name}</summary>
      {open && <ArtifactText name={name} digest={digest} />}
    </details>
  );
}

function ArtifactText({ name, digest }: ArtifactProps) {
  const text = useArtifactText(digest);
  if (text.error !== null) return <Trouble error={text.error} />;
  if (text.data === undefined) return <Waiting what="it" />;
  return (
    <>
      <pre className="folded" tabIndex={0} aria-label={name}>
        {text.data === '' ? 'It is empty.' : text.data}
      </pre>
      <ArtifactDownload digest={digest} name={`${fileName(name)}.txt`} />
    </>
  );
}

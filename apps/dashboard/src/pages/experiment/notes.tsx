import type { ExperimentCommandInput, ExperimentDocument } from '@codecsmith/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { textIn } from '../../data/form-text.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { Trouble } from '../../parts/states.tsx';

interface DocumentProps {
  readonly document: ExperimentDocument;
}

/** Sends a change of what people wrote beside an experiment. */
function useAnnotate(id: string) {
  const lab = useLab();
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (change: ExperimentCommandInput<'annotate'>) => lab.annotateExperiment(id, change),
    onSuccess: () => queries.invalidateQueries(),
  });
}

/** Name, tags and note of an experiment; those who may change them get a form. */
export function Notes({ document }: DocumentProps) {
  const [editing, edit] = useState(false);
  const may = useMay('submitter');
  const { experimentId, tags, note, starred } = document;
  const change = useAnnotate(experimentId);
  if (editing) return <NotesForm document={document} onDone={() => edit(false)} />;
  if (!may && tags.length === 0 && note === null) return null;
  return (
    <div className="row notes">
      {tags.map((tag) => (
        <a key={tag} className="badge flat" href={`/experiments?where=${encodeURIComponent(`tag:${tag}`)}`}>
          {tag}
        </a>
      ))}
      {note !== null && <p className="prose">{note}</p>}
      {may && (
        <>
          <button type="button" aria-pressed={starred} onClick={() => change.mutate({ starred: !starred })}>
            {starred ? '★ Starred' : '☆ Star'}
          </button>
          <button type="button" onClick={() => edit(true)}>
            Name and notes
          </button>
        </>
      )}
      {change.error !== null && <Trouble error={change.error} />}
    </div>
  );
}

function NotesForm({ document, onDone }: DocumentProps & { readonly onDone: () => void }) {
  const { experimentId, name, tags, note } = document;
  const change = useAnnotate(experimentId);
  const save = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const wanted = textIn(form, 'tags')
      .split(/[\s,]+/)
      .filter((tag) => tag !== '');
    const given = textIn(form, 'name').trim();
    change.mutate(
      {
        ...(given === (name ?? '') ? {} : { name: given === '' ? null : given }),
        note: textIn(form, 'note').trim() || null,
        tag: wanted,
        untag: tags.filter((tag) => !wanted.includes(tag)),
      },
      { onSuccess: onDone },
    );
  };
  return (
    <form className="card" onSubmit={save} aria-label="Name and notes">
      <label className="field wide">
        Name
        <input name="name" defaultValue={name ?? ''} maxLength={100} autoFocus />
      </label>
      <label className="field wide">
        Tags, separated by blanks
        <input name="tags" defaultValue={tags.join(' ')} maxLength={700} />
      </label>
      <label className="field wide">
        Note
        <textarea name="note" defaultValue={note ?? ''} maxLength={4000} rows={3} />
      </label>
      {change.error !== null && <Trouble error={change.error} />}
      <div className="row">
        <button className="primary" type="submit" disabled={change.isPending}>
          Save
        </button>
        <button type="button" onClick={onDone}>
          Cancel
        </button>
      </div>
    </form>
  );
}

import type { KnownClip } from '@codecsmith/client';
import { isExcerpt } from '@codecsmith/experiment';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { FormEvent } from 'react';
import { textIn } from '../../data/form-text.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { useClipLabel, useClips } from '../../parts/clip-choice.tsx';
import { ClipNotes } from '../../parts/clip-notes.tsx';
import { DataTable, type TableColumn } from '../../parts/data-table.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

/** The lab's clips, and a form that adds one. */
export default function ClipsPage() {
  usePageTitle('Clips');
  const clips = useClips();
  const label = useClipLabel();
  const may = useMay('submitter');
  const columns: readonly TableColumn<KnownClip>[] = [
    { name: 'Clip', show: ({ name }) => label(name), heads: true },
    { name: 'Width', show: ({ width }) => width, number: true },
    { name: 'Height', show: ({ height }) => height, number: true },
    { name: 'Frames', show: ({ frames }) => frames, number: true },
    { name: 'Frames a second', show: ({ fps }) => (fps.num / fps.den).toFixed(2), number: true },
    { name: 'Format', show: ({ pixelFormat }) => pixelFormat },
    { name: 'Known of it', show: ({ digest }) => <ClipNotes clip={digest} />, className: 'wrap' },
    { name: 'sha256 of its frames', show: ({ digest }) => <span className="mono">{digest.slice(0, 16)}</span> },
  ];
  const whole = clips.data?.filter(({ name }) => !isExcerpt(name)) ?? [];
  return (
    <>
      <h1>Clips</h1>
      {may && <Upload />}
      {clips.error !== null && <Trouble error={clips.error} />}
      {clips.isPending && <Waiting what="clips" />}
      {clips.isSuccess && whole.length === 0 && <Empty>The lab has no clips yet.</Empty>}
      {whole.length > 0 && (
        <section className="card" aria-label="Clips">
          <DataTable label="Table of clips" columns={columns} rows={whole} keyOf={({ name }) => name} />
        </section>
      )}
    </>
  );
}

/** A name that the lab takes, from that of a file. */
const nameOf = (file: string): string =>
  file
    .replace(/\.[^.]*$/, '')
    .replace(/[^A-Za-z0-9_-]+/g, '_')
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, 80) || 'clip';

function Upload() {
  const lab = useLab();
  const queries = useQueryClient();
  const upload = useMutation({
    mutationFn: (form: FormData) => {
      const file = form.get('file');
      if (!(file instanceof File)) throw new Error('choose a file');
      const name = textIn(form, 'name');
      return lab.importClip(file, { name: name === '' ? nameOf(file.name) : name, file: file.name });
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['clips'] }),
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    upload.mutate(new FormData(event.currentTarget));
  };
  const { data } = upload;
  return (
    <form className="card" onSubmit={send} aria-label="Upload a clip">
      <div className="row">
        <label className="field">
          Video file
          <input name="file" type="file" accept="video/*,.y4m,.mkv,.gif" required />
        </label>
        <label className="field">
          Name
          <input name="name" placeholder="from the file" pattern="[A-Za-z0-9][A-Za-z0-9_\-]*" maxLength={100} />
        </label>
        <button className="primary" type="submit" disabled={upload.isPending}>
          {upload.isPending ? 'Decoding…' : 'Upload'}
        </button>
      </div>
      <p className="soft">The lab decodes it once, without network, and keeps the frames.</p>
      {upload.error !== null && <Trouble error={upload.error} />}
      {data !== undefined && (
        <p className="note calm" role="status">
          {data.name}: {data.width}×{data.height}, {data.frames} frames.{' '}
          {(data.assumptions ?? []).map(({ message }) => message).join(' ')}
        </p>
      )}
    </form>
  );
}

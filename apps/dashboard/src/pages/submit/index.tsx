import { LANGUAGES, type Language } from '@codecsmith/codec';
import { useMutation, useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useState, type FormEvent } from 'react';
import { Link, useLocation } from 'wouter';
import { useAddress } from '../../data/address.ts';
import { EXAMPLES } from '../../data/examples.ts';
import { textIn } from '../../data/form-text.ts';
import { numbersIn, textsIn } from '../../data/form-values.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { remarksOf, useReading } from '../../data/reading.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { ClipPicks } from '../../parts/clip-picks.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';
import { Words } from './words.tsx';

const Editor = lazy(() => import('../../parts/editor.tsx'));

/** Writes a codec and has the lab run it; `?from=` starts with the code of an experiment. */
export default function SubmitPage() {
  usePageTitle('Submit a codec');
  const [address] = useAddress();
  const may = useMay('submitter');
  const from = address.get('from');
  return (
    <>
      <h1>Submit a codec</h1>
      {!may && <Empty>Your role may look, and submit nothing.</Empty>}
      {may && from === null && <Draft start={null} parent={null} />}
      {may && from !== null && <FromExperiment id={from} />}
    </>
  );
}

function FromExperiment({ id }: { readonly id: string }) {
  const lab = useLab();
  const start = useQuery({
    queryKey: ['artifact', 'start', id],
    queryFn: async () => {
      const { candidate } = await lab.experiment(id);
      if (candidate === null) return null;
      const text = new TextDecoder().decode(await lab.artifact(candidate.digest));
      return { text, language: candidate.language };
    },
    staleTime: Infinity,
  });
  if (start.error !== null) return <Trouble error={start.error} />;
  if (start.data === undefined) return <Waiting what="its code" />;
  if (start.data === null) return <Empty>{id} never had code that could run.</Empty>;
  return <Draft start={start.data} parent={id} />;
}

interface DraftProps {
  /** Null: an example. */
  readonly start: { readonly text: string; readonly language: Language } | null;
  readonly parent: string | null;
}

function Draft({ start, parent }: DraftProps) {
  const lab = useLab();
  const [, go] = useLocation();
  const [language, speak] = useState<Language>(start?.language ?? 'python');
  const [initial, begin] = useState(start?.text ?? EXAMPLES[language]);
  const [code, write] = useState(initial);
  const { reading, error, isOf } = useReading(code, language);
  const choose = (next: Language) => {
    speak(next);
    if (code !== EXAMPLES[language]) return;
    begin(EXAMPLES[next]);
    write(EXAMPLES[next]);
  };
  const submit = useMutation({
    mutationFn: async (form: FormData) => {
      const bytes = new Blob([code]);
      // Pages that did not come by HTTPS have no digests of their own: the lab says it.
      const { digest } = await lab.checkCandidate({ code, language });
      await lab.putArtifact(digest, bytes);
      const name = textIn(form, 'name');
      const fileName = `codec.${language === 'python' ? 'py' : 'js'}`;
      return lab.requestExperiment({
        source: { kind: 'submitted', code: { digest, sizeBytes: bytes.size }, fileName, language },
        clips: textsIn(form, 'clips'),
        qualities: numbersIn(form, 'qualities'),
        ...(name === '' ? {} : { name }),
        ...(parent === null ? {} : { parents: [parent] }),
      });
    },
    onSuccess: ({ aggregateId }) => go(`/experiments/${aggregateId}`),
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    submit.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="card" onSubmit={send} aria-label="Codec">
      <div className="row">
        <label className="field">
          Language
          <select value={language} onChange={(event) => choose(event.target.value as Language)}>
            {LANGUAGES.map((each) => (
              <option key={each} value={each}>
                {each === 'python' ? 'Python' : 'JavaScript'}
              </option>
            ))}
          </select>
        </label>
        <label className="field grow">
          Name
          <input name="name" maxLength={100} placeholder="what to call it" />
        </label>
        <label className="field">
          Qualities
          <input name="qualities" defaultValue="20, 40, 60, 80" required />
        </label>
      </div>
      <ClipPicks legend="Clips" name="clips" />
      {parent !== null && (
        <p className="soft">
          Starts with the code of <Link href={`/experiments/${parent}`}>{parent}</Link>, which becomes its parent.
        </p>
      )}
      <Suspense fallback={<Waiting what="the editor" />}>
        <Editor
          label="Source of the codec"
          language={language}
          initial={initial}
          remarks={reading === undefined ? [] : remarksOf(reading)}
          onChange={write}
        />
      </Suspense>
      {error !== null && <Trouble error={error} />}
      {reading !== undefined && <Words reading={reading} current={isOf} />}
      {submit.error !== null && <Trouble error={submit.error} />}
      <div>
        <button className="primary" type="submit" disabled={submit.isPending || (isOf && reading?.cleared === false)}>
          {submit.isPending ? 'Sending…' : 'Submit'}
        </button>
      </div>
    </form>
  );
}

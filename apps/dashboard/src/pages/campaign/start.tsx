import { useMutation } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { textIn } from '../../data/form-text.ts';
import { numberIn, textsIn } from '../../data/form-values.ts';
import { usePageTitle } from '../../data/page-title.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { ClipPicks } from '../../parts/clip-picks.tsx';
import { Empty, Trouble } from '../../parts/states.tsx';

/** Starts a search: clips, who writes, and how much it may spend. */
export default function StartCampaignPage() {
  usePageTitle('Start a campaign');
  const may = useMay('submitter');
  return (
    <>
      <h1>Start a campaign</h1>
      {may ? <StartForm /> : <Empty>Your role may look, and start nothing.</Empty>}
    </>
  );
}

type Writer = 'template' | 'openai';

function StartForm() {
  const lab = useLab();
  const [, go] = useLocation();
  const [writer, choose] = useState<Writer>('template');
  const start = useMutation({
    mutationFn: (form: FormData) => {
      const limits = { evaluations: numberIn(form, 'evaluations'), costUsd: numberIn(form, 'costUsd') };
      const sealed = textsIn(form, 'sealed');
      const name = textIn(form, 'id');
      const [goal, hint] = [textIn(form, 'goal'), textIn(form, 'hint')];
      return lab.startCampaign(
        {
          clips: textsIn(form, 'clips'),
          ...(sealed.length > 0 ? { sealed } : { sealLastThird: form.get('sealLastThird') !== null }),
          generator: { provider: writer, ...(writer === 'openai' && { models: [modelIn(form)] }) },
          budget: Object.fromEntries(Object.entries(limits).filter(([, value]) => value !== undefined)),
          seed: numberIn(form, 'seed') ?? 1,
          ...(goal === '' ? {} : { goal }),
          ...(hint === '' ? {} : { hints: [hint] }),
        },
        name === '' ? {} : { campaignId: name },
      );
    },
    onSuccess: ({ aggregateId }) => go(`/campaigns/${aggregateId}`),
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    start.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="card" onSubmit={send} aria-label="Campaign">
      <div className="row">
        <label className="field">
          Name
          <input name="id" maxLength={100} placeholder="made up by the lab" />
        </label>
        <label className="field grow">
          Goal
          <input name="goal" maxLength={1000} placeholder="what the search is for" />
        </label>
        <label className="field narrow">
          Seed
          <input name="seed" type="number" min={0} defaultValue={1} />
        </label>
      </div>
      <ClipPicks legend="Clips that the search sees" name="clips" />
      <ClipPicks legend="Clips for the verdict, which it never sees" name="sealed" />
      <label>
        <input type="checkbox" name="sealLastThird" /> Without such clips: seal the last third of the only clip (a weak
        seal)
      </label>
      <div className="row">
        <label className="field">
          Who writes
          <select value={writer} onChange={(event) => choose(event.target.value as Writer)}>
            <option value="template">the lab’s own templates, no model</option>
            <option value="openai">a language model</option>
          </select>
        </label>
        {writer === 'openai' && <ModelFields />}
      </div>
      {writer === 'openai' && (
        <label className="field wide">
          Hint for all prompts
          <input name="hint" maxLength={1000} />
        </label>
      )}
      <div className="row">
        <label className="field">
          At most so many evaluations
          <input name="evaluations" type="number" min={1} defaultValue={24} required />
        </label>
        {writer === 'openai' && (
          <label className="field">
            At most so many US dollars
            <input name="costUsd" type="number" min={0} step="any" placeholder="no limit" />
          </label>
        )}
      </div>
      {start.error !== null && <Trouble error={start.error} />}
      <div>
        <button className="primary" type="submit" disabled={start.isPending}>
          Start
        </button>
      </div>
    </form>
  );
}

const modelIn = (form: FormData) => ({
  name: textIn(form, 'model'),
  inputUsdPerMillion: numberIn(form, 'inputPrice') ?? 0,
  outputUsdPerMillion: numberIn(form, 'outputPrice') ?? 0,
});

const ModelFields = () => (
  <>
    <label className="field">
      Model
      <input name="model" maxLength={200} required />
    </label>
    <label className="field">
      US dollars for a million input tokens
      <input name="inputPrice" type="number" min={0} step="any" defaultValue={0} />
    </label>
    <label className="field">
      US dollars for a million output tokens
      <input name="outputPrice" type="number" min={0} step="any" defaultValue={0} />
    </label>
  </>
);

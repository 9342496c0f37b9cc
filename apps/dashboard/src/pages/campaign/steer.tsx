import type { CampaignDocument } from '@codecsmith/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useLocation } from 'wouter';
import { textIn } from '../../data/form-text.ts';
import { numberIn } from '../../data/form-values.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { Trouble } from '../../parts/states.tsx';

interface CampaignProps {
  readonly campaign: CampaignDocument;
}

/** Changes the course of a search, or begins another from one of its proposals; not shown to those who may not. */
export function Course({ campaign }: CampaignProps) {
  const may = useMay('submitter');
  if (!may) return null;
  const goesOn = campaign.phase === 'running' || campaign.phase === 'paused';
  return (
    <section className="card" aria-labelledby="course">
      <h2 id="course">Course</h2>
      {goesOn && <Steer campaign={campaign} />}
      {campaign.proposals.some(({ outcome }) => outcome !== null) && <Fork campaign={campaign} />}
    </section>
  );
}

const KINDS = {
  hint: ['Give a hint', 'what all later prompts show'],
  ban: ['Ban an approach', 'what models must not try'],
  pin: ['Breed from a proposal', 'its number; empty: the search chooses'],
  extend: ['Raise the evaluations', 'new limit'],
  inject: ['Bring in a codec', 'id of an experiment'],
} as const;
type Kind = keyof typeof KINDS;

function Steer({ campaign: { id } }: CampaignProps) {
  const lab = useLab();
  const queries = useQueryClient();
  const [kind, choose] = useState<Kind>('hint');
  const [, hint] = KINDS[kind];
  const steer = useMutation({
    mutationFn: async (form: FormData) => {
      const text = textIn(form, 'text');
      return lab.steerCampaign(id, 'steer', { steering: await steeringOf(text, form) });
    },
    onSuccess: () => queries.invalidateQueries(),
  });
  async function steeringOf(text: string, form: FormData): Promise<object> {
    switch (kind) {
      case 'hint':
      case 'ban':
        return { kind, text };
      case 'pin':
        return { kind, number: numberIn(form, 'text') ?? null };
      case 'extend':
        return { kind, budget: { evaluations: Number(text) } };
      case 'inject': {
        const { candidate } = await lab.experiment(text);
        if (candidate === null) throw new Error(`${text} never had code that could run`);
        const { digest, language } = candidate;
        const sizeBytes = (await lab.artifact(digest)).length;
        return {
          kind,
          code: { digest, sizeBytes },
          fileName: `${text}.${language === 'python' ? 'py' : 'js'}`,
          language,
        };
      }
    }
  }
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    steer.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="row" onSubmit={send} aria-label="Steer">
      <label className="field">
        Change
        <select value={kind} onChange={(event) => choose(event.target.value as Kind)}>
          {Object.entries(KINDS).map(([each, [name]]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      </label>
      <label className="field grow">
        To
        <input key={kind} name="text" placeholder={hint} maxLength={1000} required={kind !== 'pin'} />
      </label>
      <button type="submit" disabled={steer.isPending}>
        Steer
      </button>
      {steer.error !== null && <Trouble error={steer.error} />}
      {steer.isSuccess && (
        <span className="soft" role="status">
          holds for every proposal from now on
        </span>
      )}
    </form>
  );
}

function Fork({ campaign: { id, champion, proposals, budget } }: CampaignProps) {
  const lab = useLab();
  const [, go] = useLocation();
  const ended = proposals.filter(({ outcome }) => outcome !== null);
  const best = ended.find(({ experimentId }) => experimentId === champion?.experimentId) ?? ended.at(-1);
  const fork = useMutation({
    mutationFn: (form: FormData) => {
      const goal = textIn(form, 'goal');
      return lab.forkCampaign(id, {
        number: numberIn(form, 'number') ?? 0,
        budget: { ...budget, evaluations: numberIn(form, 'evaluations') },
        ...(goal === '' ? {} : { goal }),
      });
    },
    onSuccess: ({ aggregateId }) => go(`/campaigns/${aggregateId}`),
  });
  const send = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    fork.mutate(new FormData(event.currentTarget));
  };
  return (
    <form className="row" onSubmit={send} aria-label="Fork">
      <label className="field">
        Begin a campaign with proposal
        <input name="number" type="number" min={1} max={proposals.length} defaultValue={best?.number} required />
      </label>
      <label className="field">
        Evaluations
        <input name="evaluations" type="number" min={1} defaultValue={budget.evaluations ?? 24} required />
      </label>
      <label className="field grow">
        Goal
        <input name="goal" maxLength={1000} placeholder="as before" />
      </label>
      <button type="submit" disabled={fork.isPending}>
        Fork
      </button>
      {fork.error !== null && <Trouble error={fork.error} />}
    </form>
  );
}

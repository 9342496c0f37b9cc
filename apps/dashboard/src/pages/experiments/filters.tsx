import { OUTCOMES, phase } from '@codecsmith/experiment';
import type { FormEvent } from 'react';
import type { AddressProps } from '../../data/address.ts';
import { textIn } from '../../data/form-text.ts';
import { useClips } from '../../parts/clip-choice.tsx';

/** What is looked for; kept in the address. */
export function Filters({ address, change }: AddressProps) {
  const choice = (name: string, label: string, values: readonly string[]) => (
    <label className="field">
      {label}
      <select value={address.get(name) ?? ''} onChange={(event) => change({ [name]: event.target.value })}>
        <option value="">any</option>
        {values.map((value) => (
          <option key={value} value={value}>
            {value.replaceAll('_', ' ')}
          </option>
        ))}
      </select>
    </label>
  );
  const clips = useClips();
  const text = (name: string, label: string, hint: string) => (
    <label className="field">
      {label}
      <input
        key={address.get(name)}
        name={name}
        defaultValue={address.get(name) ?? ''}
        placeholder={hint}
        maxLength={100}
      />
    </label>
  );
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    change(Object.fromEntries(['search', 'campaign', 'cause', 'quality'].map((name) => [name, textIn(form, name)])));
  };
  return (
    <form className="row" role="search" onSubmit={apply}>
      {text('search', 'Id or digest', 'begins with')}
      {choice('outcome', 'Outcome', OUTCOMES)}
      {choice('phase', 'Phase', phase.options)}
      {text('campaign', 'Campaign', 'any')}
      {text('cause', 'Cause', 'any')}
      {choice(
        'clip',
        'Clip',
        (clips.data ?? []).map(({ name }) => name),
      )}
      <label className="field narrow">
        Quality
        <input
          key={address.get('quality')}
          name="quality"
          type="number"
          min={1}
          max={100}
          defaultValue={address.get('quality') ?? ''}
          placeholder="any"
        />
      </label>
      <button type="submit">Apply</button>
    </form>
  );
}

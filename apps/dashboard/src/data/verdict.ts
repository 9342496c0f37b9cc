import type { CampaignStanding } from '@codecsmith/client';
import { percent } from './format.ts';

/** What the sealed clips say of a champion, in few words, and what that rests on. */
export function verdictOf({ seal, sealed }: Pick<CampaignStanding, 'seal' | 'sealed'>): {
  readonly value: string;
  readonly note: string;
} {
  if (seal === null) return { value: 'none', note: 'no clip is sealed' };
  const clips = seal.clips.map(({ name, openings }) => `${name}, opened ${openings} × in this lab`).join('; ');
  const note = seal.weak ? `${clips}; weak: frames of the clip that the search saw` : clips;
  if (sealed === null) return { value: seal.opened ? 'being measured' : 'closed', note };
  const { verdict, outcome } = sealed;
  if (verdict?.value != null) return { value: percent(verdict.value), note };
  return { value: 'none', note: `${verdict?.reason ?? outcome.replaceAll('_', ' ')}; ${note}` };
}

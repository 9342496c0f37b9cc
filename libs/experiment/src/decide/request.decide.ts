import { accept, decline, refuse, type Refusal } from '@codecsmith/kernel';
import type { Clip } from '../facts/shared.schema.ts';
import type { ExperimentState } from '../state.ts';
import { fact, type CommandOf, type ExperimentContext, type ExperimentDecision } from './outcome.ts';

/** A first request: everything it refers to must exist. */
export function decideRequest(
  state: ExperimentState,
  { data }: CommandOf<'request'>,
  context: ExperimentContext,
): ExperimentDecision {
  if (state.phase !== 'absent') {
    return decline(
      refuse('already_exists', 'subject: an experiment with this id exists already', { field: 'subject' }),
    );
  }
  const clips = findClips(data.clips, context);
  if ('refusal' in clips) return decline(clips.refusal);
  const repeated = data.qualities.find((quality, index) => data.qualities.indexOf(quality) !== index);
  if (repeated !== undefined) return decline(twice('qualities', String(repeated)));
  return accept(
    fact('ExperimentRequested', {
      source: storedSource(data.source),
      clips: clips.found,
      qualities: data.qualities,
      track: data.track,
      limits: data.limits,
      lane: data.lane,
      campaign: data.campaign,
      parents: data.parents,
      operator: data.operator,
      anchors: [...new Set(data.anchors)],
      ...(data.name === undefined ? {} : { name: data.name }),
    }),
  );
}

function findClips(
  references: readonly string[],
  context: ExperimentContext,
): { found: Clip[] } | { refusal: Refusal } {
  const found: Clip[] = [];
  for (const reference of references) {
    const clip = context.clip(reference);
    if (clip === undefined) {
      return {
        refusal: refuse('unknown_clip', `clips: no clip ${JSON.stringify(reference)} here; add it first`, {
          field: 'clips',
        }),
      };
    }
    if (clip.pixelFormat !== 'yuv420p') {
      return {
        refusal: refuse('clip_not_8_bit', `clips: ${clip.name} is ${clip.pixelFormat}; candidates take yuv420p`, {
          field: 'clips',
          allowed: ['yuv420p'],
        }),
      };
    }
    if (found.some((other) => other.digest === clip.digest)) return { refusal: twice('clips', reference) };
    found.push(clip);
  }
  return { found };
}

const twice = (field: string, value: string): Refusal =>
  refuse('repeated_value', `${field}: ${JSON.stringify(value)} is given twice`, { field });

/** The ledger stores inline code before it decides, so that facts hold digests only. */
function storedSource(source: CommandOf<'request'>['data']['source']) {
  if (source.kind === 'generated') return source;
  const { code, ...rest } = source;
  if (typeof code === 'string') throw new Error('inline code reaches a decision only as an artifact');
  return { ...rest, code };
}

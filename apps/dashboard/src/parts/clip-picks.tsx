import { isExcerpt } from '@codecsmith/experiment';
import { Empty } from './states.tsx';
import { useClipLabel, useClips } from './clip-choice.tsx';

interface PicksProps {
  readonly legend: string;
  /** Of the fields of the form. */
  readonly name: string;
  readonly picked?: readonly string[];
}

/** Boxes for the lab's clips; excerpts and what the lab seals are chosen by campaigns, not by people. */
export function ClipPicks({ legend, name, picked = [] }: PicksProps) {
  const label = useClipLabel();
  const clips = (useClips().data ?? []).filter((clip) => !isExcerpt(clip.name) && !clip.name.startsWith('sealed-'));
  if (clips.length === 0) return <Empty>The lab has no clips yet: upload one first.</Empty>;
  return (
    <fieldset>
      <legend>{legend}</legend>
      <div className="row">
        {clips.map((clip, index) => (
          <label key={clip.name}>
            <input
              type="checkbox"
              name={name}
              value={clip.name}
              defaultChecked={picked.length > 0 ? picked.includes(clip.name) : name === 'clips' && index === 0}
            />{' '}
            {label(clip.name)}
          </label>
        ))}
      </div>
    </fieldset>
  );
}

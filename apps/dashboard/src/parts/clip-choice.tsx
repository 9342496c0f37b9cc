import { useQuery } from '@tanstack/react-query';
import { useAddress } from '../data/address.ts';
import { useLab } from '../data/session.tsx';

/** The lab's clips, by name. */
export function useClips() {
  const lab = useLab();
  return useQuery({ queryKey: ['clips'], queryFn: () => lab.clips() });
}

const EXCERPT = /^first-(\d+)-of-([0-9a-f]{20})$/;

/** Whether a clip is the beginning of another, cut out by a campaign for its cheap rung. */
export const isExcerpt = (name: string): boolean => EXCERPT.test(name);

/** What people call a clip: an excerpt is named after the clip that it was cut out of. */
export function useClipLabel(): (name: string) => string {
  const clips = useClips();
  return (name) => {
    const [, frames, digest] = EXCERPT.exec(name) ?? [];
    const whole = digest === undefined ? undefined : clips.data?.find((clip) => clip.digest.startsWith(digest));
    return whole === undefined ? name : `${whole.name}, first ${frames === '1' ? 'frame' : `${frames} frames`}`;
  };
}

interface Choice {
  readonly label: string;
  /** Of the address. */
  readonly name: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, name: string])[];
}

/** One choice that is kept in the address. */
export function AddressChoice({ label, name, value, options }: Choice) {
  const [, change] = useAddress();
  return (
    <label className="field">
      {label}
      <select value={value} onChange={(event) => change({ [name]: event.target.value })}>
        {options.map(([option, text]) => (
          <option key={option} value={option}>
            {text}
          </option>
        ))}
      </select>
    </label>
  );
}

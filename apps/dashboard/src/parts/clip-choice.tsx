import { clipTitle } from '@codecsmith/experiment';
import { useQuery } from '@tanstack/react-query';
import { useAddress } from '../data/address.ts';
import { useLab } from '../data/session.tsx';

/** The lab's clips, by name. */
export function useClips() {
  const lab = useLab();
  return useQuery({ queryKey: ['clips'], queryFn: () => lab.clips() });
}

/** What people call a clip: excerpts and variants are called by their clip and the cut. */
export function useClipLabel(): (name: string) => string {
  const clips = useClips();
  return (name) => clipTitle(name, clips.data ?? []);
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

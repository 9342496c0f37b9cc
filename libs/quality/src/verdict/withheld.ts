import { FLAGS, type Flag } from './flags.ts';

/** What a verdict rests on beside the numbers. */
export interface VerdictGround {
  readonly clips: readonly {
    readonly name: string;
    /** Drawn by the lab, or made from such a clip: its code is public. */
    readonly generated: boolean;
    /** Its samples were changed by what nobody knew before. */
    readonly sealed: boolean;
    /** Why its samples favour the codec that they came through; null where they do not. */
    readonly caution?: string | null;
  }[];
  readonly flags: readonly Flag[];
}

/** Flags that say that a result may be looked up rather than computed. */
const DISQUALIFYING = ['implausible_rate', 'knows_the_clip'] as const satisfies readonly Flag[];

/** Why a result has no verdict, whatever its score; null where it may have one. */
export function verdictWithheld({ clips, flags }: VerdictGround): string | null {
  const flag = DISQUALIFYING.find((each) => flags.includes(each));
  if (flag !== undefined) return `${flag}: ${FLAGS[flag]}`;
  const generated = clips.find((clip) => clip.generated);
  if (generated !== undefined) return `${generated.name} was drawn by the lab, and so can be drawn by a codec`;
  const lossy = clips.find(({ caution }) => caution != null);
  if (lossy?.caution != null) return `${lossy.name}: ${lossy.caution}`;
  if (clips.some(({ sealed }) => sealed)) return null;
  return 'no clip is sealed: submit with variants, or start a campaign with sealed clips';
}

import type { ExperimentSummary, ScoreKey } from '@codecsmith/client';
import { useClipLabel } from '../parts/clip-choice.tsx';

type Label = (clip: string) => string;
type Scored = Pick<ExperimentSummary, 'scoreKey' | 'scoreAnchor' | 'clips' | 'clipFrames'>;

const framesText = (frames: number): string => `${frames} frame${frames === 1 ? '' : 's'}`;

/** What a score compares on, in words: the clips, their frames, the anchor. */
function textOf(clips: readonly string[], clipFrames: readonly number[], anchor: string | null, label: Label): string {
  const frames = framesText(clipFrames.reduce((sum, each) => sum + each, 0));
  const [only = ''] = clips;
  const on = clips.length === 1 ? label(only) : `${clips.length} clips (${clips.map(label).join(', ')})`;
  return `${on}, ${frames}, against ${anchor ?? 'an unknown anchor'}`;
}

/** Says what scores compare on. */
export function useScoreKeyText() {
  const label = useClipLabel();
  return {
    ofRow: ({ clips, clipFrames, scoreAnchor }: Scored) => textOf(clips, clipFrames, scoreAnchor, label),
    ofKey: ({ clips, clipFrames, anchor }: ScoreKey) => textOf(clips, clipFrames, anchor, label),
  };
}

/** The key that most of the rows have; null where none has a score. */
export function commonKey(rows: readonly Pick<ExperimentSummary, 'scoreKey' | 'score'>[]): string | null {
  const counts = new Map<string, number>();
  for (const { score, scoreKey } of rows) {
    if (score !== null && scoreKey !== null) counts.set(scoreKey, (counts.get(scoreKey) ?? 0) + 1);
  }
  return [...counts].toSorted(([, one], [, other]) => other - one)[0]?.[0] ?? null;
}

/** The keys of rows that have a score, each with one of its rows, the most frequent first. */
export function keysOf<Row extends Scored & { readonly score: number | null }>(
  rows: readonly Row[],
): readonly (readonly [key: string, row: Row, count: number])[] {
  const groups = Map.groupBy(
    rows.filter(({ score, scoreKey }) => score !== null && scoreKey !== null),
    ({ scoreKey }) => scoreKey ?? '',
  );
  return [...groups]
    .flatMap(([key, members]) => (members[0] === undefined ? [] : [[key, members[0], members.length] as const]))
    .toSorted(([, , one], [, , other]) => other - one);
}

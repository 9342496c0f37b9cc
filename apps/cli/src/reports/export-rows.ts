import { anchorRows, experimentRows, type ExportedAnchor, type ExportRow } from '@codecsmith/client';
import type { Exported } from './load-exported.ts';

/** Every run of the experiments, one row for each that has none, and each anchor that any was compared with, once. */
export const rowsOf = (experiments: readonly Exported[]): ExportRow[] => [
  ...experiments.flatMap((one) => experimentRows({ ...one, clips: one.measured?.requested.clips ?? [] })),
  ...anchorsOf(experiments).flatMap(anchorRows),
];

function anchorsOf(experiments: readonly Exported[]): ExportedAnchor[] {
  const anchors = experiments.flatMap(({ measured }) =>
    (measured?.anchors ?? []).flatMap(({ clip: digest, anchor, mode, points }) => {
      const clip = measured?.requested.clips.find((each) => each.digest === digest);
      return clip === undefined ? [] : [{ clip, anchor, mode, points }];
    }),
  );
  return [...new Map(anchors.map((each) => [`${each.clip.digest} ${each.anchor} ${each.mode}`, each])).values()];
}

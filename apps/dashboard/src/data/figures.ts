import type { ExperimentDocument } from '@codecsmith/client';

/** A number of each experiment on one clip; null where there is no such number, undefined where it was not measured there. */
export interface Figure {
  readonly name: string;
  readonly values: readonly (number | null | undefined)[];
}

/** Score and BD-rates on a clip, a row for each anchor and metric: nothing of another clip or anchor is in a row. */
export function figuresOn(documents: readonly ExperimentDocument[], clip: string | null): Figure[] {
  const measuredOn = (document: ExperimentDocument) => document.runs.some((run) => run.clip === clip);
  const against = [
    ...new Set(documents.flatMap(({ scoredAgainst }) => (scoredAgainst === null ? [] : anchorName(scoredAgainst)))),
  ];
  const scores = against.map((anchor) => ({
    name: `score on this clip, against ${anchor}`,
    values: documents.map((document) => {
      if (!measuredOn(document)) return undefined;
      const { scoredAgainst, score } = document;
      if (scoredAgainst === null || anchorName(scoredAgainst) !== anchor) return null;
      return score.find((each) => each.clip === clip)?.value ?? null;
    }),
  }));
  const rows = documents.flatMap(({ bdRate }) => bdRate.filter((row) => row.clip === clip));
  const keys = [...new Set(rows.map((row) => `${anchorName(row)} ${row.metric}`))];
  const rates = keys.map((key) => ({
    name: `BD-rate against ${key}`,
    values: documents.map((document) => {
      if (!measuredOn(document)) return undefined;
      return (
        document.bdRate.find((row) => row.clip === clip && `${anchorName(row)} ${row.metric}` === key)?.percent ?? null
      );
    }),
  }));
  return [...scores, ...rates];
}

const anchorName = ({ anchor, mode }: { readonly anchor: string; readonly mode: string }): string =>
  `${anchor} ${mode}`;

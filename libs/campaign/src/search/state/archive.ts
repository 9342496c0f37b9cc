import type { CampaignConfig } from '../../facts/index.ts';
import { competingRung, isSmall, ranked, type Contender } from './contenders.ts';

/** One cell of the archive and the best candidate in it. */
export interface Elite {
  /** `<family>` or `<family>/<complexity bin>`. */
  readonly cell: string;
  readonly contender: Contender;
  /** On the rung where it competes; null where that has too few points for one. */
  readonly score: number | null;
}

/** Cell of a candidate: family of coding tools × static complexity; in small campaigns the family alone. */
function cellOf({ first }: Contender, config: CampaignConfig): string {
  const { candidate } = first.attempt;
  const family = candidate?.family ?? 'other';
  if (isSmall(config)) return family;
  const bins = config.parameters.complexityBins;
  const bin = bins.findIndex((bound) => (candidate?.complexity ?? 0) < bound);
  return `${family}/${bin < 0 ? bins.length : bin}`;
}

/** The MAP-Elites view (Mouret and Clune, 2015) of a population: the best of each cell, best first. */
export function elitesOf(population: readonly Contender[], config: CampaignConfig): Elite[] {
  const elites = new Map<string, Elite>();
  const rung = competingRung(population, config);
  for (const { contender } of ranked(population, rung)) {
    const cell = cellOf(contender, config);
    if (!elites.has(cell)) elites.set(cell, { cell, contender, score: contender.byRung.get(rung)?.score ?? null });
  }
  return [...elites.values()];
}

/** Candidates that no other beats in both score and decode time, on one rung; best score first. */
export function paretoFront(contenders: readonly Contender[], rung: number): Contender[] {
  const front: Contender[] = [];
  let fastest = Infinity;
  for (const { contender } of ranked(contenders, rung)) {
    const decodeMs = contender.byRung.get(rung)?.attempt.execution?.decodeMs ?? Infinity;
    if (decodeMs >= fastest) continue;
    fastest = decodeMs;
    front.push(contender);
  }
  return front;
}

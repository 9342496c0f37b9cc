import type { AnchorCurvePoints, Clip } from '@codecsmith/experiment';
import { RECORDED_METRICS } from '@codecsmith/quality';
import type { CampaignProposal } from '../http/campaign.schema.ts';
import type { ExperimentDocument, ExperimentSummary, MeasuredRun } from '../http/experiment.schema.ts';
import { EXPORT_NAMES, type ExportRow } from './columns.ts';

/** What the rows of one experiment are made from. */
export interface ExportedExperiment {
  readonly summary: ExperimentSummary;
  readonly document: ExperimentDocument;
  /** Clips of its runs; a run of a clip that is not among them has no frame size. */
  readonly clips: readonly Clip[];
  /** Of its campaign; undefined where it is no proposal. */
  readonly proposal?: CampaignProposal | undefined;
}

/** The points of one anchor on one clip. */
export interface ExportedAnchor {
  readonly clip: Clip;
  readonly anchor: string;
  readonly mode: string;
  readonly points: Readonly<AnchorCurvePoints>;
}

const NOTHING = Object.fromEntries(EXPORT_NAMES.map((name) => [name, null])) as unknown as ExportRow;

/** A row for each run of an experiment; one row without numbers where it has none. */
export function experimentRows(experiment: ExportedExperiment): ExportRow[] {
  const origin: ExportRow = { ...NOTHING, ...originOf(experiment), ...verdictOf(experiment) };
  const { runs } = experiment.document;
  if (runs.length === 0) return [{ ...origin, kind: 'ended' }];
  return runs.map((run) => ({ ...origin, kind: 'run', ...runOf(run, experiment) }));
}

/** A row for each point of an anchor. */
export const anchorRows = ({ clip, anchor, mode, points }: ExportedAnchor): ExportRow[] =>
  points.map(({ control, q, bytes, kbps, bpp, ...point }) => ({
    ...NOTHING,
    ...{ kind: 'anchor', anchor: `${anchor} ${mode}`, control, setting: q, bytes, kbps, bpp },
    ...clipOf(clip.name, clip.digest, clip),
    ...metricsOf(point),
  }));

function originOf({ summary, document, proposal }: ExportedExperiment): Partial<ExportRow> {
  const { experimentId, name, tags, campaign, operator, parents, source } = summary;
  return {
    ...{ experiment: experimentId, name, tags: wordsOf(tags), campaign, operator, parents: wordsOf(parents), source },
    ...{ proposal: proposal?.number ?? null, rung: proposal?.rung ?? null, model: proposal?.model ?? null },
    ...{ language: summary.language, family: summary.family, candidate: document.candidate?.digest ?? null },
    ...{ requested_at: summary.requestedAt, concluded_at: summary.concludedAt },
  };
}

function verdictOf({ summary, document }: ExportedExperiment): Partial<ExportRow> {
  const { aggregate, tier, flags, cause } = document;
  return {
    ...{ outcome: document.outcome, cause: cause?.code ?? null, cause_message: cause?.message ?? null },
    ...{ score: aggregate?.value ?? null, score_reason: aggregate?.reason ?? null },
    ...{ score_anchor: summary.scoreAnchor, score_key: summary.scoreKey },
    ...{ tier_percent: tier?.percent ?? null, flags: wordsOf(flags) },
  };
}

function runOf(run: MeasuredRun, { document, clips }: ExportedExperiment): Partial<ExportRow> {
  const { clip, clipName, quality, bytes, kbps, bpp, ratioRaw, lossless, encode, decode } = run;
  const against = document.scoredAgainst;
  const figure = document.bdRate.find(
    (each) =>
      each.clip === clip && each.metric === 'psnr_y' && each.anchor === against?.anchor && each.mode === against.mode,
  );
  return {
    ...clipOf(
      clipName,
      clip,
      clips.find(({ digest }) => digest === clip),
    ),
    ...{ control: 'quality', setting: quality, bytes, kbps, bpp, ratio_raw: ratioRaw, lossless },
    ...metricsOf(run),
    clip_score: document.score.find((each) => each.clip === clip)?.value ?? null,
    clip_bd_rate_psnr_y: figure?.percent ?? null,
    ...{ encode_wall_ms: encode.wallMs, encode_cpu_ms: encode.cpuMs, encode_peak_bytes: encode.peakBytes },
    ...{ decode_wall_ms: decode.wallMs, decode_cpu_ms: decode.cpuMs, decode_peak_bytes: decode.peakBytes },
    ...{ bitstream: run.bitstream, reconstruction: run.reconstruction },
  };
}

const clipOf = (name: string, digest: string, clip: Clip | undefined): Partial<ExportRow> => ({
  ...{ clip: name, clip_digest: digest },
  ...(clip !== undefined && {
    ...{ width: clip.width, height: clip.height, frames: clip.frames },
    ...{ fps: clip.fps.num / clip.fps.den, pixel_format: clip.pixelFormat },
  }),
});

const metricsOf = (
  values: Readonly<Partial<Record<(typeof RECORDED_METRICS)[number], number | null | undefined>>>,
): Partial<ExportRow> => Object.fromEntries(RECORDED_METRICS.map((name) => [name, values[name] ?? null]));

/** Null where there are none. */
const wordsOf = (words: readonly string[]): string | null => (words.length === 0 ? null : words.join(' '));

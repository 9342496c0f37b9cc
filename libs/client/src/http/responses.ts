import { acceptedSchema } from '@codecsmith/kernel';
import { z } from 'zod';
import { browserSessionSchema, issuedTokenSchema, loginLinkSchema, tokenHolderSchema } from './access.schema.ts';
import { campaignDocumentSchema, campaignStandingSchema } from './campaign.schema.ts';
import { clipCurvesSchema, progressSchema } from './chart.schema.ts';
import { decoderSchema } from './decoder.schema.ts';
import { executorSchema } from './executor.schema.ts';
import { experimentDocumentSchema, experimentSummarySchema } from './experiment.schema.ts';
import { publicFactSchema } from './fact.schema.ts';
import {
  artifactRefSchema,
  clipSchema,
  healthSchema,
  labStatusSchema,
  livenessSchema,
  quarantinedMessageSchema,
  quarantinePlaceSchema,
} from './lab.schema.ts';
import { legacyExperimentSchema } from './legacy.schema.ts';
import { pageOf, sequenceOf } from './page.schema.ts';
import { problemSchema } from './problem.ts';
import { candidateReadingSchema } from './reading.schema.ts';

/** Every body that the api answers with, by its name in the OpenAPI document (`components.schemas`). */
export const RESPONSES = {
  Accepted: acceptedSchema.omit({ lease: true }),
  ArtifactRef: artifactRefSchema,
  BrowserSession: browserSessionSchema,
  Campaign: campaignDocumentSchema,
  CampaignStanding: campaignStandingSchema,
  CampaignPage: pageOf(campaignStandingSchema),
  CandidateReading: candidateReadingSchema,
  Clip: clipSchema,
  ClipPage: pageOf(clipSchema),
  ClipCurves: clipCurvesSchema,
  Decoder: decoderSchema,
  Experiment: experimentDocumentSchema,
  ExperimentSummary: experimentSummarySchema,
  ExperimentPage: pageOf(experimentSummarySchema),
  Executor: executorSchema,
  ExecutorPage: pageOf(executorSchema),
  Fact: publicFactSchema,
  FactPage: sequenceOf(publicFactSchema),
  Health: healthSchema,
  IssuedToken: issuedTokenSchema,
  LabStatus: labStatusSchema,
  LegacyExperiment: legacyExperimentSchema,
  LegacyPage: sequenceOf(legacyExperimentSchema),
  LoginLink: loginLinkSchema,
  Liveness: livenessSchema,
  Problem: problemSchema,
  Progress: progressSchema,
  QuarantinedMessage: quarantinedMessageSchema,
  QuarantinePage: sequenceOf(quarantinedMessageSchema),
  QuarantinePlace: quarantinePlaceSchema,
  TokenHolder: tokenHolderSchema,
  TokenPage: pageOf(tokenHolderSchema),
} as const satisfies Record<string, z.ZodType>;

export type ResponseName = keyof typeof RESPONSES;
export type ResponseBody<Name extends ResponseName> = z.output<(typeof RESPONSES)[Name]>;

/**
 * The JSON Schemas of all of them, which refer to each other by `#/components/schemas/…`. Bodies may grow: a reader must
 * expect properties that its version of the document does not name.
 */
export function responseSchemas(): Record<string, unknown> {
  const named = z.registry<{ id: string }>();
  for (const [id, schema] of Object.entries(RESPONSES)) named.add(schema, { id });
  const { schemas } = z.toJSONSchema(named, {
    target: 'openapi-3.0',
    io: 'output',
    unrepresentable: 'any',
    uri: (id) => `#/components/schemas/${id}`,
    override: ({ jsonSchema }) => {
      if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
      // In OpenAPI 3.0 an enumeration that may be null has to list it.
      if (jsonSchema['nullable'] === true && jsonSchema.enum !== undefined)
        jsonSchema.enum = [...jsonSchema.enum, null];
    },
  });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $id: _id, $schema: _dialect, ...schema }]) => [name, schema]),
  );
}

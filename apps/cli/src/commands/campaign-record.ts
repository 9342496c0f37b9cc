import type { CampaignProposal, LabClient } from '@codecsmith/client';
import { z } from 'zod';

/** What a model was told first, as the generator stores it. */
const promptSchema = z.looseObject({
  model: z.string(),
  key: z.string(),
  version: z.string(),
  messages: z.array(z.object({ role: z.string(), content: z.string() })),
});

/** What it said, turn by turn; `diagnostic` was sent before. */
const replySchema = z.looseObject({
  turns: z.array(
    z.looseObject({
      diagnostic: z.string().nullable(),
      text: z.string(),
      usage: z.object({ input: z.int(), output: z.int() }).nullable(),
      failure: z.object({ cause: z.string(), message: z.string() }).nullable(),
      /** What came of running its code while it waited; absent in records of 0.1.0. */
      trial: z
        .object({ experimentId: z.string(), outcome: z.string(), message: z.string().nullable() })
        .nullable()
        .default(null),
    }),
  ),
});

/** One draft by a model. */
export interface AskedRecord {
  readonly experimentId: string;
  readonly prompt: { readonly digest: string } & z.infer<typeof promptSchema>;
  readonly reply: { readonly digest: string } & z.infer<typeof replySchema>;
}

/** What was recorded of the calls to models, for those of the proposals that made any. */
export async function askedRecords(
  client: Pick<LabClient, 'artifact'>,
  proposals: readonly Pick<CampaignProposal, 'experimentId' | 'prompt' | 'reply'>[],
): Promise<readonly AskedRecord[]> {
  const json = async (digest: string): Promise<unknown> =>
    JSON.parse(new TextDecoder().decode(await client.artifact(digest)));
  const records: AskedRecord[] = [];
  for (const { experimentId, prompt, reply } of proposals) {
    if (prompt === null || reply === null) continue;
    records.push({
      experimentId,
      prompt: { digest: prompt, ...promptSchema.parse(await json(prompt)) },
      reply: { digest: reply, ...replySchema.parse(await json(reply)) },
    });
  }
  return records;
}

/** The same of everything else that the proposals asked models for: plans, votes, summaries. */
export const consultedRecords = (
  client: Pick<LabClient, 'artifact'>,
  proposals: readonly Pick<CampaignProposal, 'experimentId' | 'consultations'>[],
): Promise<readonly AskedRecord[]> =>
  askedRecords(
    client,
    proposals.flatMap(({ experimentId, consultations }) =>
      consultations.map(({ prompt, reply }) => ({ experimentId, prompt, reply })),
    ),
  );

/** The answers as the provider `replay` reads them: the key names seed, proposal, resample and turn. */
export const recordedAnswers = (records: readonly AskedRecord[]) =>
  records.flatMap(({ prompt, reply }) =>
    reply.turns.map(({ text, usage, failure }, index) => ({
      key: `${prompt.key}#${index + 1}`,
      model: prompt.model,
      text,
      usage,
      failure,
    })),
  );

import {
  builtinTemplates,
  draft,
  OpenAiProvider,
  parseRecording,
  ReplayProvider,
  type DraftReply,
  type ModelProvider,
} from '@codecsmith/llm';
import { startLlmStandIn, STAND_IN_ENDINGS, STAND_IN_KEY, STAND_IN_PARENT } from '@codecsmith/test-llm-stand-in';
import { askedRecords, recordedAnswers } from './campaign-record.ts';

const request = {
  prompt: { messages: [{ role: 'user', content: 'write a codec' }], version: 'edit@1', templates: builtinTemplates() },
  key: '7.3.0',
  price: { inputUsdPerMillion: 1, outputUsdPerMillion: 1 },
  maxOutputTokens: 4000,
  language: 'python',
  parent: STAND_IN_PARENT,
} as const;

const draftBy = (provider: ModelProvider, model: string): Promise<DraftReply> =>
  draft({ ...request, model }, provider, {
    reserve: () => Promise.resolve({ granted: true, name: 'r' }),
    settle: () => Promise.resolve(null),
  });

/** The recording as the command prints it, of a campaign with this one draft. */
async function recordingOf({ record }: DraftReply): Promise<string> {
  const client = { artifact: (digest: string) => Promise.resolve(digest === 'p' ? record.prompt : record.reply) };
  const records = await askedRecords(client, [{ experimentId: 'camp-3', prompt: 'p', reply: 'r' }]);
  return recordedAnswers(records)
    .map((answer) => JSON.stringify(answer))
    .join('\n');
}

describe('the recording of a campaign', () => {
  const { codecs, edits, failures } = STAND_IN_ENDINGS;
  /** They fail by the clock; their records are like the others. */
  const slow = new Set(['silent', 'stalling', 'trickling']);
  const models = [...codecs.keys(), ...edits.keys(), ...failures.keys()].filter((model) => !slow.has(model));

  it.each(models)('gives the draft of %s again', async (model) => {
    const standIn = await startLlmStandIn();
    const backoff = { attempts: 2, firstMs: 1, longestMs: 5 };
    const live = new OpenAiProvider({ baseUrl: standIn.baseUrl, apiKey: STAND_IN_KEY, backoff });
    const first = await draftBy(live, model);
    await standIn.stop();
    const again = await draftBy(new ReplayProvider(parseRecording(await recordingOf(first))), model);
    const told = (reply: DraftReply) => (reply.ok ? reply.draft : [reply.cause, reply.message]);
    expect(told(again)).toEqual(told(first));
    expect(again.tokens).toEqual(first.tokens);
    expect(again.costUsd).toBe(0);
  });
});

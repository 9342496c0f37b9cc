import type { ModelProvider } from '@codecsmith/llm';
import { inSpan, metrics, seconds } from '@codecsmith/observability';

/** The same models; every call is a span, and its time is counted by model and outcome. */
export const measuredModels = (models: ModelProvider): ModelProvider => ({
  name: models.name,
  ...(models.free === undefined ? {} : { free: models.free }),
  ask: (call) =>
    inSpan('model', { kind: 'client', attributes: { 'codecsmith.model': call.model } }, async (note) => {
      const startedMs = Date.now();
      const answer = await models.ask(call);
      const outcome = answer.ok ? 'ok' : answer.cause;
      note({ 'codecsmith.outcome': outcome });
      metrics.modelCalls.observe({ model: call.model, outcome }, seconds(startedMs));
      return answer;
    }),
});

import type { Message, ModelCall } from '../port/model.ts';
import type { Quirks } from './quirks.ts';

export type RequestBody = Readonly<Record<string, unknown>> & { readonly model: string };

/** What is sent for a call: the chat-completions protocol, without what this model is known to refuse. */
export function requestBody(call: ModelCall, known: Quirks): RequestBody {
  const { model, messages, temperature, reasoningEffort, extraBody } = call;
  const body = {
    model,
    messages: known.withoutSystem ? withoutSystem(messages) : messages.map(({ role, content }) => ({ role, content })),
    [known.limitName]: outputTokens(call, known),
    stream: true,
    stream_options: { include_usage: true },
    ...(temperature === undefined ? {} : { temperature }),
    ...(reasoningEffort === undefined ? {} : { reasoning_effort: reasoningEffort }),
    ...extraBody,
  };
  return { model, ...Object.fromEntries(Object.entries(body).filter(([name]) => !known.without.includes(name))) };
}

export const outputTokens = ({ maxOutputTokens }: ModelCall, { outputLimit }: Quirks): number =>
  Math.min(maxOutputTokens, outputLimit ?? maxOutputTokens);

/** What the system message says goes before the first words of the user. */
function withoutSystem(messages: readonly Message[]): Message[] {
  const told = messages.filter(({ role }) => role === 'system').map(({ content }) => content);
  const [first, ...rest] = messages.filter(({ role }) => role !== 'system');
  const content = [...told, ...(first === undefined ? [] : [first.content])].join('\n\n');
  return [{ role: 'user', content }, ...rest];
}

/** One message of a conversation with a model. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** One request to a model. */
export interface ModelCall {
  /** Names the call within its campaign, `<draw>#<turn>`: a recording is found by it. */
  readonly key: string;
  readonly model: string;
  readonly messages: readonly Message[];
  readonly maxOutputTokens: number;
  readonly temperature?: number;
  /** Such as `low`, where a model has it. */
  readonly reasoningEffort?: string;
  /** Further fields of the request, as the endpoint documents them. */
  readonly extraBody?: Readonly<Record<string, unknown>>;
  readonly signal?: AbortSignal;
  /** Called with the reason when the server has no answer and is asked again later, and with null when that is over. */
  readonly onWaiting?: (reason: string | null) => void | Promise<void>;
}

/** Tokens as the provider counted them. */
export interface Usage {
  readonly input: number;
  readonly output: number;
}

/** Why a call gave no usable text. */
export const CALL_CAUSES = [
  'refused',
  'length_stop',
  'empty_reply',
  'only_thoughts',
  'tool_call',
  'invalid_key',
  'rate_limited',
  'quota_exhausted',
  'server_error',
  'bad_request',
  'unreachable',
  'no_first_token',
  'stalled',
  'too_slow',
  'broken_stream',
  'no_recording',
  'aborted',
] as const;
export type CallCause = (typeof CALL_CAUSES)[number];

interface Answer {
  /** Text so far, whole or not. */
  readonly text: string;
  /** Null when the provider did not say. */
  readonly usage: Usage | null;
  /** Requests sent, retries after 429 and 5xx included. */
  readonly attempts: number;
}

export type ModelAnswer =
  | (Answer & { readonly ok: true })
  | (Answer & {
      readonly ok: false;
      readonly cause: CallCause;
      readonly message: string;
      /** False when the provider turned the request away before it generated anything. */
      readonly mayHaveCost: boolean;
      /** The server's hint when to ask again, in milliseconds. */
      readonly hintMs?: number | null;
      /** UTF-8 bytes of what was said before the server told an error: no more than that is charged. */
      readonly saidBytes?: number | null;
    });

/** Something that answers prompts. It never throws for what a model or a network may do: every failure has a name. */
export interface ModelProvider {
  /** As in facts. */
  readonly name: string;
  /** Nothing that it says costs anything. */
  readonly free?: boolean;
  ask(call: ModelCall): Promise<ModelAnswer>;
}

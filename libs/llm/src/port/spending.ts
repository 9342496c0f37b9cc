import type { Message, Usage } from './model.ts';

/** US dollars for a million tokens. */
export interface Price {
  readonly inputUsdPerMillion: number;
  readonly outputUsdPerMillion: number;
}

export interface Spend {
  readonly tokens: number;
  readonly costUsd: number;
}

/** Where money is asked for before it is spent. */
export interface Spending {
  /** Sets an upper bound aside. Refused: do not call. */
  reserve(bound: Spend, purpose: string): Promise<Reservation | Refused>;
  /** Replaces the bound by what the call came to. @returns why that was refused, or null */
  settle(reservation: string, spent: Spend): Promise<string | null>;
}

export interface Reservation {
  readonly granted: true;
  readonly name: string;
}

export interface Refused {
  readonly granted: false;
  readonly message: string;
}

/** Tokens that a chat format adds to each message, and to the whole: more than any format in use. */
const PER_MESSAGE = 16;

export const spendOf = (usage: Usage, price: Price): Spend => ({
  tokens: usage.input + usage.output,
  costUsd: (usage.input * price.inputUsdPerMillion + usage.output * price.outputUsdPerMillion) / 1e6,
});

/** No call can come to more: a token covers at least one byte of what was sent, and the output is capped. */
export function upperBound(messages: readonly Message[], maxOutputTokens: number, price: Price): Spend {
  const bytes = messages.reduce(
    (sum, { content }) => sum + Buffer.byteLength(content, 'utf8') + PER_MESSAGE,
    PER_MESSAGE,
  );
  return spendOf({ input: bytes, output: maxOutputTokens }, price);
}

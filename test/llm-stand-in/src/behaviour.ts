/** How the stand-in answers one request. Texts are files of `replies/`, by name. */
export type Behaviour =
  | { readonly kind: 'say'; readonly reply: string; readonly finish?: 'stop' | 'length' | 'content_filter' }
  /** Says it, but never counts the tokens for the client. */
  | { readonly kind: 'say-uncounted'; readonly reply: string }
  /** Says it to those who call the output limit by its newer name, and turns others away. */
  | { readonly kind: 'say-to-newer'; readonly reply: string }
  | { readonly kind: 'refuse'; readonly text: string }
  | { readonly kind: 'nothing' }
  | {
      readonly kind: 'status';
      readonly status: number;
      readonly message: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  /** Accepts the request and never sends a token. */
  | { readonly kind: 'silence' }
  /** Goes silent after some characters, the connection open. */
  | { readonly kind: 'stall'; readonly reply: string; readonly after: number }
  /** Drops the connection after some characters. */
  | { readonly kind: 'drop'; readonly reply: string; readonly after: number }
  /** Never ends: one character at a time. */
  | { readonly kind: 'trickle'; readonly everyMs: number };

/** What one model of the stand-in does: the n-th request gets the n-th behaviour, further ones the last. */
export type Script = readonly [Behaviour, ...Behaviour[]];

export const say = (reply: string): Behaviour => ({ kind: 'say', reply });
export const status = (code: number, message: string, headers: Record<string, string> = {}): Behaviour => ({
  kind: 'status',
  status: code,
  message,
  headers,
});

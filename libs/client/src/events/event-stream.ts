import { createParser } from 'eventsource-parser';

/** One server-sent event; without data it only names a position of the stream. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/**
 * Parses a `text/event-stream`, from chunks cut anywhere. An id without data is given too: the parser reports it apart.
 * Comments are skipped; `onActivity` is called with every chunk, heartbeats included.
 */
export async function* readEventStream(
  body: AsyncIterable<Uint8Array>,
  onActivity: () => void = () => undefined,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  const parsed: StreamEvent[] = [];
  const parser = createParser({
    onId: (id) => void parsed.push({ id, data: undefined }),
    onEvent: ({ id, data }) => {
      // The id of this event was reported just before it.
      if (id !== undefined) parsed.pop();
      parsed.push({ id, data });
    },
  });
  for await (const chunk of body) {
    onActivity();
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* parsed.splice(0);
  }
}

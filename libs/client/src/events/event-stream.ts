/** One server-sent event; without data it only says where the stream stands. */
export interface StreamEvent {
  readonly id: string | undefined;
  readonly data: string | undefined;
}

/**
 * Parses a `text/event-stream` as the HTML standard says (section 9.2.6), from chunks cut anywhere.
 * Comments and events with neither id nor data are swallowed; `onActivity` hears of every chunk, heartbeats included.
 */
export async function* readEventStream(
  body: AsyncIterable<Uint8Array>,
  onActivity: () => void = () => undefined,
): AsyncGenerator<StreamEvent> {
  const decoder = new TextDecoder();
  let rest = '';
  let event = new EventUnderWay();
  for await (const chunk of body) {
    onActivity();
    const lines = (rest + decoder.decode(chunk, { stream: true })).split(/\r\n|\n|\r(?!$)/);
    rest = lines.pop() ?? '';
    for (const line of lines) {
      if (line !== '') event.read(line);
      else {
        if (event.saysSomething) yield event.finish();
        event = new EventUnderWay();
      }
    }
  }
}

class EventUnderWay {
  #id: string | undefined;
  readonly #data: string[] = [];

  get saysSomething(): boolean {
    return this.#id !== undefined || this.#data.length > 0;
  }

  read(line: string): void {
    const colon = line.includes(':') ? line.indexOf(':') : line.length;
    const field = line.slice(0, colon);
    const value = line.slice(colon + 1).replace(/^ /, '');
    if (field === 'data') this.#data.push(value);
    if (field === 'id' && !value.includes('\0')) this.#id = value;
  }

  finish(): StreamEvent {
    return { id: this.#id, data: this.#data.length > 0 ? this.#data.join('\n') : undefined };
  }
}

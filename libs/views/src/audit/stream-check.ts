import { fromFactEvent, cutText } from '@codecsmith/kernel';
import { factMessage, headOf, isSameMessage, logRowsAfter, type LogRow, type Query } from '@codecsmith/ledger';
import { damage, type Finding } from './audit-report.ts';

/** A message of stream FACTS as it is; whether it is a fact is what the audit wants to know. */
export interface StreamMessage {
  readonly sequence: number;
  readonly subject: string;
  readonly data: Uint8Array;
  /** Its header `Nats-Msg-Id`. */
  readonly id: string | undefined;
}

/** Stream FACTS as it was before the log was read: what the bus had confirmed by then must be in the log. */
export interface StreamToCompare {
  /** Sequence of its last message; 0 when it is empty. */
  readonly end: number;
  /** Messages from the first to `end`, in order. Read anew at each call. */
  messages(): AsyncIterable<StreamMessage>;
}

/** What the comparison with the bus came to. */
export interface StreamFindings {
  /** Messages that were read. */
  readonly messages: number;
  /** Messages that are the log's fact of their position, byte for byte. */
  readonly same: number;
  readonly findings: readonly Finding[];
}

/** A stream that the relay makes anew while it is read is read again. */
const TRIES = 3;
/** Findings that are listed; of more only the count is given. */
const LISTED = 20;
const BATCH = 2_000;

/** Compares every message of the stream with the fact at its position: subject, id and bytes. */
export async function compareStream(query: Query, stream: StreamToCompare): Promise<StreamFindings> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await compareOnce(query, stream);
    } catch (error) {
      if (tried < TRIES) continue;
      const message = `the bus cannot be read: ${error instanceof Error ? error.message : String(error)}`;
      return { messages: 0, same: 0, findings: [damage('stream', null, message)] };
    }
  }
}

async function compareOnce(query: Query, stream: StreamToCompare): Promise<StreamFindings> {
  const log = new LogInStep(query);
  const { position: head } = await headOf(query);
  const findings: Finding[] = [];
  let [found, messages, same, last] = [0, 0, 0, 0];
  const note = (position: number | null, message: string): void => {
    found += 1;
    if (found <= LISTED) findings.push(damage('stream', position, message));
  };
  if (stream.end > head) {
    note(
      null,
      `the bus carries ${stream.end} facts, the log ends at ${head}: its tail was cut, or others publish facts`,
    );
  }
  for await (const message of stream.messages()) {
    const { sequence } = message;
    messages += 1;
    if (sequence > last + 1) note(null, `the bus lacks the facts at ${placesBetween(last, sequence)}`);
    last = sequence;
    const row = await log.at(sequence);
    const fault = row === undefined ? `the log has no such fact; it is ${whatItIs(message)}` : faultOf(row, message);
    if (fault === undefined) same += 1;
    else note(sequence, `position ${sequence}: the bus carries another message than the log's fact: ${fault}`);
  }
  if (last < stream.end) note(null, `the bus lacks the facts at ${placesBetween(last, stream.end + 1)}`);
  if (found > LISTED)
    findings.push(damage('stream', null, `${found - LISTED} more messages of the bus are not the log's`));
  return { messages, same, findings };
}

/** Rows of the log for messages that come in order. */
class LogInStep {
  private rows: readonly LogRow[] = [];
  private index = 0;
  private ended = false;

  constructor(private readonly query: Query) {}

  async at(position: number): Promise<LogRow | undefined> {
    while (this.index < this.rows.length && (this.rows[this.index]?.position ?? 0) < position) this.index += 1;
    if (this.index === this.rows.length && !this.ended) {
      this.rows = await logRowsAfter(this.query, position - 1, BATCH);
      this.index = 0;
      this.ended = this.rows.length === 0;
    }
    const row = this.rows[this.index];
    return row?.position === position ? row : undefined;
  }
}

/** Undefined when the message is the fact's. */
function faultOf(row: LogRow, message: StreamMessage): string | undefined {
  try {
    if (!isSameMessage(row, message)) return whatItIs(message);
    const { id } = factMessage(row);
    return message.id === id ? undefined : `its id is ${shown(message.id ?? 'none')}, the fact's is ${id}`;
  } catch (error) {
    return `the log's own text cannot be read (${error instanceof Error ? error.message : String(error)})`;
  }
}

function whatItIs({ subject, data }: StreamMessage): string {
  try {
    const fact = fromFactEvent(JSON.parse(Buffer.from(data).toString('utf8')));
    return `a message on ${shown(subject)} that calls itself fact ${shown(fact.id)} of position ${fact.position}`;
  } catch {
    return `a message of ${data.length} bytes on ${shown(subject)} that is no fact`;
  }
}

const MAX_SHOWN = 120;
const shown = (text: string): string => cutText(JSON.stringify(text), MAX_SHOWN);

const placesBetween = (before: number, next: number): string =>
  next - before === 2 ? `${before + 1}` : `${before + 1} to ${next - 1}`;

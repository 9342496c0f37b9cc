import { FileArtifactStore } from '@codecsmith/artifacts';
import { FactReader, openBus, type NatsConnection } from '@codecsmith/bus';
import { auditLog, type AuditReport, type Finding, type StreamMessage, type StreamToCompare } from '@codecsmith/views';
import { EXIT } from '../exit-code.ts';
import { labPaths } from '../lab/running-lab.ts';
import { printJson, printLine } from '../output/print.ts';
import { createProgress } from '../output/progress.ts';
import { actorAt, busAddress, databaseAsReader } from './lab-servers.ts';

/** Prints what an audit of the whole log finds. */
export async function audit({ json, bytes = false }: { json?: true; bytes?: true | false }): Promise<void> {
  const databaseUrl = await databaseAsReader();
  const progress = createProgress();
  const bus = new FactsOnTheBus();
  const report = await auditLog({
    databaseUrl,
    stream: () => bus.open(),
    artifacts: new FileArtifactStore(labPaths().artifacts),
    bytes,
    onProgress: (position) => progress.redraw([`read up to position ${position}`]),
  }).finally(async () => {
    progress.done();
    await bus.close();
  });
  if (json) printJson(report);
  else printReport(report);
  process.exitCode = report.findings.some(isDamage) ? EXIT.failed : EXIT.ok;
}

/** Stream FACTS over a connection that lasts as long as the audit. */
class FactsOnTheBus {
  #connection: NatsConnection | undefined;

  async open(): Promise<StreamToCompare> {
    const address = await busAddress();
    this.#connection = await openBus('audit', address);
    const reader = new FactReader(this.#connection, actorAt(address));
    const end = (await reader.end())?.position ?? 0;
    return { end, messages: () => messagesOf(reader, end) };
  }

  async close(): Promise<void> {
    await this.#connection?.close();
  }
}

async function* messagesOf(reader: FactReader, end: number): AsyncGenerator<StreamMessage> {
  for await (const { seq: sequence, subject, data, headers } of reader.messages(1, end)) {
    yield { sequence, subject, data, id: headers?.get('Nats-Msg-Id') };
  }
}

const isDamage = ({ severity }: Finding): boolean => severity === 'damage';

function printReport({ facts, head, stream, findings, trimmed, repairs }: AuditReport): void {
  printLine(`${facts} facts, the last at position ${head.position} with hash ${head.hash}`);
  if (stream !== null) printLine(`${stream.messages} messages on the bus, ${stream.same} of them as the log has them`);
  if (trimmed > 0) printLine(`${trimmed} reconstructions were trimmed; verify makes them again`);
  for (const { at, position, fault } of repairs) printLine(`repaired ${at}, after position ${position}: ${fault}`);
  for (const { severity, message } of findings) printLine(`${severity}: ${message}`);
  if (findings.length === 0) printLine('nothing is wrong: hashes, order, columns, views, artifacts and the bus agree');
}

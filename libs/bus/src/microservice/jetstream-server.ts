import { Server, type BaseRpcContext, type CustomTransportStrategy, type MessageHandler } from '@nestjs/microservices';
import type { NatsConnection } from '@nats-io/transport-node';
import { metrics, OTHER } from '@codecsmith/observability';
import { lastValueFrom } from 'rxjs';
import { observed, type HandledMessage } from '../reactor/observed.ts';
import { PullWorker, type Delivery, type WorkerLog, type WorkerState } from '../reactor/pull-worker.ts';
import { defineReactor, reactorWorker, type Reaction, type ReactorRuntime } from '../reactor/reactor.ts';
import type { ArrivedMessage } from '../messages/read-command.ts';
import { readData } from '../messages/vocabulary.ts';
import { addressOf, subjectMatches } from '../topology/subjects.ts';
import { checkBinding } from './check-binding.ts';
import { FactContext, MessageContext } from './contexts.ts';
import { JETSTREAM, type FactBinding, type PatternExtras } from './patterns.ts';
import { SubjectListener, type ListenerLog, type SubjectHandler } from './subject-listener.ts';

export interface JetStreamServerOptions extends Pick<ReactorRuntime, 'newerVersion' | 'actor'> {
  /** Name in the topology, such as `sanitizer`. */
  readonly service: string;
  /** An open connection; its owner closes it, after the server. */
  readonly nc: NatsConnection;
  readonly log: WorkerLog & ListenerLog;
}

/** A handler and the durables whose messages it gets, by pattern. */
interface DurableHandler {
  readonly extras: PatternExtras & { readonly durables: () => readonly FactBinding[] };
  readonly byPattern: Map<string, MessageHandler>;
}

/**
 * Nest's transport over NATS: facts and commands from JetStream durables, asks from core NATS. Handlers run inside
 * Nest's guards, pipes, interceptors and exception filters; unlike Nest's own `handleEvent` the server waits for them
 * and acknowledges only what they have done.
 */
export class JetStreamServer extends Server implements CustomTransportStrategy {
  override readonly transportId = JETSTREAM;
  /** Errors of handlers decide what becomes of a message, so Nest need not log them. */
  override readonly propagatesEventHandlerErrors = true;
  private readonly durableHandlers = new Map<PatternExtras, DurableHandler>();
  private workers: PullWorker[] = [];
  private listeners: SubjectListener[] = [];
  private isOpen: () => boolean = () => true;

  constructor(private readonly options: JetStreamServerOptions) {
    super();
  }

  /** Why the service cannot take messages now, or undefined: for its readiness. */
  get unhealthyReason(): string | undefined {
    return this.states.find(({ unhealthyReason }) => unhealthyReason !== undefined)?.unhealthyReason;
  }

  get states(): WorkerState[] {
    return this.workers.map((worker) => worker.state);
  }

  /** Nothing is fetched from durables while this is false. */
  takeWorkWhile(isOpen: () => boolean): void {
    this.isOpen = isOpen;
  }

  /** Called by Nest for each pattern of each handler. Two handlers of one fact are not chained as Nest's events are. */
  override addHandler(
    pattern: string,
    callback: MessageHandler,
    isEventHandler = false,
    extras: PatternExtras = {},
  ): void {
    const { durables } = extras;
    if (durables === undefined) return super.addHandler(pattern, callback, isEventHandler, extras);
    const known = this.durableHandlers.get(extras) ?? { extras: { ...extras, durables }, byPattern: new Map() };
    this.durableHandlers.set(extras, known);
    known.byPattern.set(pattern, callback);
  }

  /** Starts every handler, or none: a service that lacks one refuses to start. */
  override listen(callback: (error?: unknown) => void): void {
    try {
      this.start();
      callback();
    } catch (error) {
      callback(error);
    }
  }

  /** Takes no more messages, finishes or hands back what runs. */
  override async close(): Promise<void> {
    const closing = [...this.listeners.map((one) => one.close()), ...this.workers.map((one) => one.stop())];
    await Promise.all(closing);
  }

  override on(): never {
    throw new Error('this transport has no events of its own; `status` tells how the connection is');
  }

  override unwrap<Connection = NatsConnection>(): Connection {
    return this.options.nc as Connection;
  }

  private start(): void {
    const bound = [...this.durableHandlers.values()].flatMap((handler) =>
      handler.extras.durables().map((binding) => ({ ...binding, handler })),
    );
    checkBinding(this.options.service, bound);
    const workers = bound.map(({ handler, ...binding }) => this.workerOf(handler, binding));
    this.workers = workers;
    for (const worker of workers) worker.start();
    metrics.inFlight.readWith(() => this.states.map(({ durable, inFlight }) => [{ durable }, inFlight] as const));
    metrics.slots.readWith(() => this.states.map(({ durable, slots }) => [{ durable }, slots] as const));
    this.listeners = [...this.messageHandlers]
      .filter(([, handler]) => this.mayListen(handler))
      .map(([subject, handler]) => this.listenerOf(subject, handler));
    void this.tellStatus();
  }

  private workerOf({ extras: { read }, byPattern }: DurableHandler, binding: FactBinding): PullWorker {
    if (read === undefined) return this.factWorker(byPattern, binding);
    const { nc, log } = this.options;
    const { maxDeliveries, waitsFor: _, ...options } = binding;
    return new PullWorker(nc, {
      ...options,
      log,
      isOpen: () => this.isOpen(),
      ...(maxDeliveries === undefined ? {} : { deliveryLimit: () => maxDeliveries }),
      handle: (delivery) =>
        observed(messageOf(binding.durable, 'consumer', delivery, delivery.publishedMs), async () => {
          for (const handler of byPattern.values()) await this.run(handler, read(delivery), contextOf(delivery));
        }),
    });
  }

  private factWorker(byType: ReadonlyMap<string, MessageHandler>, binding: FactBinding): PullWorker {
    const reactor = defineReactor({
      ...binding,
      isOpen: () => this.isOpen(),
      handles: [...byType.keys()],
      handle: async (fact, context) => {
        const handler = byType.get(fact.type);
        return handler && ((await this.run(handler, readData(fact), new FactContext(fact, context))) as Reaction);
      },
    });
    return reactorWorker(reactor, this.options);
  }

  private mayListen({ extras }: MessageHandler): boolean {
    const { withoutUsers = false } = (extras ?? {}) as PatternExtras;
    return !withoutUsers || this.options.nc.info?.auth_required !== true;
  }

  private listenerOf(subject: string, handler: MessageHandler): SubjectListener {
    const { read = ({ data }: ArrivedMessage) => data } = (handler.extras ?? {}) as PatternExtras;
    const { service } = this.options;
    const subjectHandler: SubjectHandler = {
      subject,
      // A queue of its own, or the server would give a message that two patterns match to one of them only.
      queue: `${service}.${subject.replaceAll('*', 'any').replace('>', 'all')}`,
      answers: handler.isEventHandler !== true,
      isTaken: (given) => this.isTakenByNarrower(subject, given),
      handle: (message) =>
        observed(messageOf('ask', 'server', message), () =>
          this.run(handler, read(message), new MessageContext({ ...message, attempt: 1 })),
        ),
    };
    return new SubjectListener(this.options.nc, subjectHandler, this.options.log);
  }

  /** Whether a handler whose pattern covers less than this one takes a subject. */
  private isTakenByNarrower(pattern: string, given: string): boolean {
    return [...this.messageHandlers.keys()].some(
      (other) => other !== pattern && subjectMatches(pattern, other) && subjectMatches(other, given),
    );
  }

  /** Runs a handler through everything that Nest puts around it, and waits for what comes out last. */
  private async run(handler: MessageHandler, payload: unknown, context: BaseRpcContext): Promise<unknown> {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    this.runWithProcessingHooks(context, async (end) => {
      try {
        const result: unknown = await handler(payload, context);
        resolve(await lastValueFrom(this.transformToObservable(result), { defaultValue: undefined }));
      } catch (error) {
        reject(error);
      } finally {
        end();
      }
    });
    return promise;
  }

  private async tellStatus(): Promise<void> {
    for await (const { type } of this.options.nc.status()) this._status$.next(type);
  }
}

/** A command's type is its aggregate and verb: `experiment.request`. */
const messageOf = (
  handler: string,
  kind: 'server' | 'consumer',
  { subject, header }: ArrivedMessage,
  publishedMs?: number,
): HandledMessage => ({
  handler,
  type: typeOf(subject),
  kind,
  traceparent: header('traceparent') || undefined,
  publishedMs,
});

function typeOf(subject: string): string {
  const address = addressOf(subject);
  return address === undefined ? OTHER : `${address.aggregate}.${address.verb}`;
}

const contextOf = ({ subject, attempt }: Delivery): MessageContext => new MessageContext({ subject, attempt });

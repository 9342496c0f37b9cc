import 'reflect-metadata';
import {
  Catch,
  Controller,
  Injectable,
  Module,
  UseFilters,
  UseGuards,
  UseInterceptors,
  type ArgumentsHost,
  type CallHandler,
  type CanActivate,
  type ExecutionContext,
  type NestInterceptor,
  type RpcExceptionFilter,
} from '@nestjs/common';
import { APP_FILTER } from '@nestjs/core';
import { Ctx, Payload } from '@nestjs/microservices';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { map, of, throwError, type Observable } from 'rxjs';
import { ask } from '../connection/ask.ts';
import { parseWith, readArrived, readJson } from '../messages/read-command.ts';
import { Quarantine, RetryLater } from '../reactor/outcomes.ts';
import type { ReactorCommand } from '../reactor/reactor.ts';
import { draftedFact, openBench, until, type BusBench } from '../testing/bus-bench.ts';
import { sampleController, sampleService, serviceOf, type SampleService } from '../testing/sample-service.ts';
import { ALL_ASKS, askSubject, LEASE_BEAT } from '../topology/subjects.ts';
import { leaseBeatSchema, type Answer, type LeaseBeat, type RawCommand } from '@codecsmith/kernel';
import type { FactData } from '../messages/vocabulary.ts';
import { checkBinding } from './check-binding.ts';
import type { FactContext } from './contexts.ts';
import { OnAsk, OnFact } from './patterns.ts';

const [sanitizer, cpu, gpu, verify] = [
  { durable: 'sanitizer' },
  { durable: 'executor-cpu' },
  { durable: 'executor-gpu' },
  { durable: 'executor-verify' },
] as const;

describe('a service', () => {
  it.each<[string, Parameters<typeof checkBinding>[1], string]>([
    ['sanitizer', [sanitizer, sanitizer], 'sanitizer binds sanitizer twice'],
    ['sanitizer', [], 'sanitizer does not bind sanitizer'],
    ['sanitizer', [sanitizer, cpu], 'sanitizer binds executor-cpu, which belongs to executor'],
    ['executor', [cpu], 'executor does not bind executor-verify'],
    ['executor', [verify], 'executor binds none of its lanes: executor-cpu, executor-gpu'],
    ['painter', [], 'painter binds nothing; the topology gives it: nothing'],
  ])('%s does not start when it binds %j', (service, bindings, message) => {
    expect(() => checkBinding(service, bindings)).toThrow(message);
  });

  it('binds what the topology gives it; of its lanes those that it has', () => {
    for (const lanes of [[cpu], [gpu], [cpu, gpu]]) {
      expect(() => checkBinding('executor', [...lanes, verify])).not.toThrow();
    }
    expect(() => checkBinding('sanitizer', [sanitizer])).not.toThrow();
    expect(() => checkBinding('campaigns', [])).not.toThrow();
  });
});

describe('the transport', () => {
  let nats: TestNats;
  let bench: BusBench;
  let service: SampleService | undefined;

  beforeEach(async () => {
    nats = await startTestNats();
    bench = await openBench(nats);
  });
  afterEach(async () => {
    await service?.app.close();
    service = undefined;
    await bench.close();
  });

  const start = async (...given: Parameters<typeof serviceOf>) => {
    service = await serviceOf(...given);
    await service.app.listen();
    return service.server;
  };
  const acknowledged = () =>
    until(async () => {
      const { unacknowledged, waiting } = await bench.pending('sanitizer');
      return unacknowledged + waiting === 0;
    });

  /** Answers asks as a ledger would, and keeps them. */
  function ledger(answer: (command: RawCommand) => Partial<Answer> = () => ({ accepted: true })): RawCommand[] {
    const asked: RawCommand[] = [];
    bench.nc.subscribe('lab.v1.ask.experiment.>', {
      callback: (_, message) => {
        const command = readArrived({
          ...message,
          headers: {},
          header: () => '',
          subject: message.subject,
          data: message.data,
        });
        asked.push(command);
        const accepted = { id: command.id, aggregateId: 'exp-1', version: 3, position: 3, facts: [], repeated: false };
        message.respond(JSON.stringify({ ...accepted, ...answer(command) }));
      },
    });
    return asked;
  }

  it('gives handlers the data that the schema of the fact reads, with providers of the application, and drains', async () => {
    @Injectable()
    class Notes {
      readonly seen: unknown[] = [];
    }
    @Controller()
    class Reader {
      constructor(private readonly notes: Notes) {}

      @OnFact('CandidateDrafted', { durable: 'sanitizer', concurrency: 1 })
      read(@Payload() { fileName }: FactData<'CandidateDrafted'>, @Ctx() { fact, attempt }: FactContext): void {
        this.notes.seen.push([fileName, fact.position, attempt]);
      }
    }
    @Module({ controllers: [Reader], providers: [Notes] })
    class ReaderModule {}

    const server = await start(nats.url, ReaderModule);
    await bench.publish(draftedFact(1), draftedFact(2));
    const notes = service?.app.get(Notes, { strict: false });
    await until(() => notes?.seen.length === 2);
    expect(server.unhealthyReason).toBeUndefined();
    await service?.app.close();

    expect(notes?.seen).toEqual([
      ['codec.py', 1, 1],
      ['codec.py', 2, 1],
    ]);
    expect(server.unwrap().isClosed()).toBe(true);
    expect(await bench.pending('sanitizer')).toEqual({ unacknowledged: 0, waiting: 0 });
  });

  it('refuses to start incomplete', async () => {
    @Module({})
    class Empty {}
    service = await serviceOf(nats.url, Empty);

    await expect(service.app.listen()).rejects.toThrow('sanitizer does not bind sanitizer');
  });

  it('refuses a handler that its durable keeps facts from', async () => {
    @Module({ controllers: [sampleController({ handles: ['CandidateExecuted'], handle: () => undefined })] })
    class Blind {}
    service = await serviceOf(nats.url, Blind);

    await expect(service.app.listen()).rejects.toThrow(
      'reactor sanitizer can never see CandidateExecuted: its filter is lab.v1.fact.experiment.CandidateDrafted.>',
    );
  });

  it('asks the ledger what a handler returns, and acknowledges once that is answered', async () => {
    const gate = Promise.withResolvers<void>();
    const verdict: ReactorCommand = { verb: 'record-rejected', data: { violations: [] } };
    service = await sampleService(nats.url, { handle: () => gate.promise.then(() => [verdict, verdict]) });
    const asked = ledger();
    await bench.publish(draftedFact(1));
    await until(async () => (await bench.pending('sanitizer')).unacknowledged === 1);
    gate.resolve();
    await acknowledged();

    expect(asked.map(({ id, actor, type, aggregateId }) => [id, actor, type, aggregateId])).toEqual([
      ['sanitizer:exp-1:2', 'service:sanitizer', 'record-rejected', 'exp-1'],
      ['sanitizer:exp-1:2:1', 'service:sanitizer', 'record-rejected', 'exp-1'],
    ]);
  });

  it('takes a step that is settled for done, and quarantines what the ledger refuses for good', async () => {
    service = await sampleService(nats.url, { handle: () => ({ verb: 'record-rejected', data: {} }) });
    ledger(({ aggregateId }) => ({
      accepted: false,
      refusal: { code: aggregateId === 'exp-1' ? 'already_concluded' : 'invalid_data', message: 'no' },
    }));
    await bench.publish(draftedFact(1), draftedFact(2));
    await acknowledged();

    expect(await bench.quarantined()).toMatchObject([
      { sequence: 2, deliveries: 1, reason: 'Quarantine: the ledger refused record-rejected: no' },
    ]);
  });

  it('quarantines data that are not what the schema says', async () => {
    service = await sampleService(nats.url, { handle: () => undefined });
    await bench.publish(draftedFact(1, { data: { code: 'none' } }));
    await acknowledged();

    const [kept] = await bench.quarantined();
    expect(kept).toMatchObject({ deliveries: 1 });
    expect(kept?.reason).toMatch(/^Quarantine: CandidateDrafted exp-1:2: .*digest|code/s);
  });

  it('runs guards, interceptors and filters around a handler of facts, as Nest does around any', async () => {
    const seen: string[] = [];
    class Odd implements CanActivate {
      canActivate(context: ExecutionContext): boolean {
        const { fact } = context.switchToRpc().getContext<FactContext>();
        seen.push(`guard ${context.getType()} ${fact.position}`);
        return fact.position % 2 === 1;
      }
    }
    class Renaming implements NestInterceptor {
      intercept(_: ExecutionContext, next: CallHandler<ReactorCommand>): Observable<ReactorCommand> {
        return next.handle().pipe(map((command) => ({ ...command, verb: 'record-drafting-failed' })));
      }
    }
    @Catch(RangeError)
    class Excusing implements RpcExceptionFilter<RangeError> {
      catch({ message }: RangeError, host: ArgumentsHost): Observable<ReactorCommand> {
        seen.push(`filter ${host.getType()} ${message}`);
        return of({ verb: 'record-rejected', data: {} });
      }
    }
    @Controller()
    @UseGuards(Odd)
    class Guarded {
      @OnFact('CandidateDrafted', { durable: 'sanitizer', concurrency: 1, maxDeliveries: 1 })
      @UseInterceptors(Renaming)
      @UseFilters(Excusing)
      handle(@Payload() _: unknown, @Ctx() { fact }: FactContext): ReactorCommand {
        if (fact.position === 3) throw new RangeError('three');
        return { verb: 'record-draft', data: {} };
      }
    }
    @Module({ controllers: [Guarded] })
    class GuardedModule {}
    const asked = ledger();

    await start(nats.url, GuardedModule);
    await bench.publish(draftedFact(1), draftedFact(2), draftedFact(3));
    await acknowledged();

    expect(asked.map(({ type, aggregateId }) => [aggregateId, type])).toEqual([
      ['exp-1', 'record-drafting-failed'],
      ['exp-3', 'record-rejected'],
    ]);
    expect(seen).toEqual(['guard rpc 1', 'guard rpc 2', 'guard rpc 3', 'filter rpc three']);
    expect(await bench.quarantined()).toMatchObject([
      { sequence: 2, reason: expect.stringMatching(/Forbidden resource/) as string },
    ]);
  });

  it('does not acknowledge a throwing handler, and keeps what it threw, whatever other filters are there', async () => {
    @Catch(TypeError)
    class Waiting implements RpcExceptionFilter<TypeError> {
      catch(): Observable<never> {
        return throwError(() => new RetryLater(20, 'a filter says later'));
      }
    }
    const attempts: number[] = [];
    @Controller()
    class Throwing {
      @OnFact('CandidateDrafted', { durable: 'sanitizer', concurrency: 1, maxDeliveries: 4, backoffMs: [20] })
      handle(@Payload() _: unknown, @Ctx() { attempt, fact }: FactContext): void {
        attempts.push(attempt);
        if (fact.position === 2) throw new Quarantine('never');
        throw attempt === 1 ? new TypeError('not now') : new Error(`broken ${attempt}`);
      }
    }
    @Module({ controllers: [Throwing], providers: [{ provide: APP_FILTER, useClass: Waiting }] })
    class ThrowingModule {}
    const server = await start(nats.url, ThrowingModule);

    await bench.publish(draftedFact(1));
    await until(() => server.states[0]?.quarantined === 1);
    await bench.publish(draftedFact(2));
    await until(() => server.states[0]?.quarantined === 2);

    expect(attempts).toEqual([1, 2, 3, 4, 1]);
    expect(await bench.quarantined()).toMatchObject([
      { sequence: 1, deliveries: 4, reason: 'Error: broken 4' },
      { sequence: 2, deliveries: 1, reason: 'Quarantine: never' },
    ]);
    expect(server.states[0]?.handled).toBe(0);
  });

  it('answers asks with what the handler returns; an exact subject wins, and an unreadable ask is refused', async () => {
    const answer = {
      accepted: true,
      aggregateId: 'exp-1',
      version: 1,
      position: 1,
      facts: [],
      repeated: false,
    } as const;
    @Controller()
    class Asked {
      @OnAsk(ALL_ASKS, readArrived)
      decide(@Payload() { id, type }: RawCommand): Answer {
        if (type === 'cancel') throw new RetryLater(1, 'not now');
        return { ...answer, id };
      }

      @OnAsk(askSubject(LEASE_BEAT), ({ data }) => parseWith(leaseBeatSchema, readJson(data)))
      beat(@Payload() { executor }: LeaseBeat): object {
        return { verdict: 'stop', reason: executor };
      }
    }
    @Module({ controllers: [Asked] })
    class AskedModule {}
    await start(nats.url, AskedModule, 'janitor');
    const send = { aggregate: 'experiment', verb: 'request', actor: 'user:spec', data: {} };
    const beat = JSON.stringify({ aggregateId: 'exp-1', attempt: 1, token: 't', executor: 'e' });

    expect(await ask(bench.nc, { ...send, id: 'a' })).toEqual({ ...answer, id: 'a' });
    expect((await bench.nc.request(askSubject(LEASE_BEAT), beat)).json()).toEqual({ verdict: 'stop', reason: 'e' });
    expect((await bench.nc.request(askSubject(send), 'no json')).json()).toMatchObject({
      accepted: false,
      refusal: { code: 'unreadable' },
    });
    const unanswered = bench.nc.request('lab.v1.ask.experiment.cancel', '{"id":"b","data":{}}', { timeout: 300 });
    await expect(unanswered).rejects.toThrow('timeout');
  });
});

import 'reflect-metadata';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { startTestNats, type TestNats } from '@codecsmith/test-servers';
import { connectBus } from '../connection/connect-bus.ts';
import { defineReactor, type Reactor } from '../reactor/reactor.ts';
import { draftedFact, openBench, silent, until, type BusBench } from '../testing/bus-bench.ts';
import { checkBinding } from './check-binding.ts';
import { ReactorHost } from './reactor-host.ts';
import { ReactorModule } from './reactor.module.ts';

const reactor = (durable: Reactor['durable'], type: string) =>
  defineReactor({ durable, handles: [type], concurrency: 1, handle: () => Promise.resolve() });
const sanitizer = reactor('sanitizer', 'CandidateDrafted');
const cpu = reactor('executor-cpu', 'ExecutionQueued');
const gpu = reactor('executor-gpu', 'ExecutionQueued');
const verify = reactor('executor-verify', 'VerificationRequested');

describe('a service', () => {
  it.each<[string, Reactor[], string]>([
    ['sanitizer', [sanitizer, sanitizer], 'sanitizer binds sanitizer twice'],
    ['sanitizer', [], 'sanitizer does not bind sanitizer'],
    ['sanitizer', [sanitizer, cpu], 'sanitizer binds executor-cpu, which belongs to executor'],
    ['executor', [cpu], 'executor does not bind executor-verify'],
    ['executor', [verify], 'executor binds none of its lanes: executor-cpu, executor-gpu'],
    ['painter', [], 'painter binds nothing; the topology gives it: nothing'],
  ])('%s does not start when it binds %j', (service, reactors, message) => {
    expect(() => checkBinding(service, reactors)).toThrow(message);
  });

  it('binds what the topology gives it; of its lanes those that it has', () => {
    for (const lanes of [[cpu], [gpu], [cpu, gpu]]) {
      expect(() => checkBinding('executor', [...lanes, verify])).not.toThrow();
    }
    expect(() => checkBinding('sanitizer', [sanitizer])).not.toThrow();
  });

  it('cannot declare a reactor that its filter keeps facts from', () => {
    expect(() => reactor('sanitizer', 'CandidateExecuted')).toThrow(
      'reactor sanitizer can never see CandidateExecuted: its filter is lab.v1.fact.experiment.CandidateDrafted.>',
    );
  });
});

describe('the module', () => {
  let nats: TestNats;
  let bench: BusBench;
  beforeEach(async () => {
    nats = await startTestNats();
    bench = await openBench(nats);
  });
  afterEach(() => bench.close());

  it('reacts with providers of the application, and drains when that closes', async () => {
    @Injectable()
    class Notes {
      readonly seen: number[] = [];
    }
    @Module({ providers: [Notes], exports: [Notes] })
    class NotesModule {}
    const nc = await connectBus({ url: nats.url, name: 'sanitizer' });
    const module = ReactorModule.forRootAsync({
      imports: [NotesModule],
      inject: [Notes],
      useFactory: (notes: Notes) => ({
        service: 'sanitizer',
        nc,
        log: silent,
        reactors: [{ ...sanitizer, handle: (fact) => Promise.resolve(void notes.seen.push(fact.position)) }],
      }),
    });

    const app = await NestFactory.createApplicationContext(module, { logger: false });
    await bench.publish(draftedFact(1), draftedFact(2));
    const notes = app.get(Notes);
    await until(() => notes.seen.length === 2);
    expect(app.get(ReactorHost).trouble).toBeUndefined();
    await app.close();

    expect(notes.seen).toEqual([1, 2]);
    expect(nc.isClosed()).toBe(true);
    expect(await bench.pending('sanitizer')).toEqual({ unacknowledged: 0, waiting: 0 });
  });

  it('refuses to start incomplete', async () => {
    const module = ReactorModule.forRoot({ service: 'sanitizer', nc: bench.nc, log: silent, reactors: [] });

    await expect(NestFactory.createApplicationContext(module, { logger: false, abortOnError: false })).rejects.toThrow(
      'sanitizer does not bind sanitizer',
    );
  });
});

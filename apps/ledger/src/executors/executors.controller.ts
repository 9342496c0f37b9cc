import {
  EXECUTOR_BEAT,
  EXECUTOR_LIST,
  EXECUTOR_ORDER,
  fromAnybody,
  OnAsk,
  parseWith,
  readJson,
  type ArrivedMessage,
} from '@codecsmith/bus';
import {
  executorBeatSchema,
  executorOrderSchema,
  type ExecutorBeat,
  type ExecutorVerdict,
  type KnownExecutor,
  type OrderedExecutor,
} from '@codecsmith/kernel';
import { metrics } from '@codecsmith/observability';
import { VERSION } from '@codecsmith/platform';
import { Controller, type OnApplicationBootstrap } from '@nestjs/common';
import { Payload } from '@nestjs/microservices';
import { ExecutorRegistry } from './executor-registry.ts';

/** Hears executors and answers for them: the ledger is the one service of which only one instance works. */
@Controller()
export class Executors implements OnApplicationBootstrap {
  private readonly registry = new ExecutorRegistry(VERSION);

  onApplicationBootstrap(): void {
    metrics.executors.readWith(() => {
      const counts = new Map<string, number>();
      for (const executor of this.registry.list())
        counts.set(stateOf(executor), (counts.get(stateOf(executor)) ?? 0) + 1);
      return [...counts].map(([state, count]) => [{ state }, count] as const);
    });
  }

  @OnAsk(fromAnybody(EXECUTOR_BEAT), ({ data }: ArrivedMessage) => parseWith(executorBeatSchema, readJson(data)))
  beat(@Payload() beat: ExecutorBeat): Promise<ExecutorVerdict> {
    return Promise.resolve(this.registry.beat(beat));
  }

  @OnAsk(fromAnybody(EXECUTOR_LIST), () => ({}))
  list(): Promise<{ executors: KnownExecutor[] }> {
    return Promise.resolve({ executors: this.registry.list() });
  }

  @OnAsk(fromAnybody(EXECUTOR_ORDER), ({ data }: ArrivedMessage) => parseWith(executorOrderSchema, readJson(data)))
  order(@Payload() order: OrderedExecutor): Promise<{ executors: KnownExecutor[] }> {
    return Promise.resolve({ executors: this.registry.order(order) });
  }
}

/** A bounded set of words, for a metric. */
function stateOf({ silent, verdict, state }: KnownExecutor): string {
  if (silent) return 'silent';
  if (verdict.order !== 'work') return verdict.order;
  return state === 'works' ? 'works' : 'unfit';
}

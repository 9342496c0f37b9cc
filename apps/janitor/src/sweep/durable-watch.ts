import { BUS, DURABLES, durableBeat, type DurableName, type NatsConnection } from '@codecsmith/bus';
import type { OpenPhase } from '@codecsmith/views';
import { jetstreamManager } from '@nats-io/jetstream';
import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import type { Subscription } from '@nats-io/transport-node';

/** Beats come every 2 s; a service that is silent for this long does not work. */
const SILENCE_MS = 10_000;

/** The durable whose service ends a phase. */
function durableOf({ phase, lane }: OpenPhase): DurableName | undefined {
  switch (phase) {
    case 'drafting':
      return 'generator';
    case 'sanitizing':
      return 'sanitizer';
    case 'queued':
      return lane === 'gpu' ? 'executor-gpu' : 'executor-cpu';
    case 'measuring':
      return 'metrics';
    default:
      return undefined;
  }
}

/** Knows which services work, and how far each has taken the log. */
@Injectable()
export class DurableWatch implements OnApplicationBootstrap, OnModuleDestroy {
  private readonly heardAt = new Map<string, number>();
  private subscription: Subscription | undefined;

  constructor(@Inject(BUS) private readonly nc: NatsConnection) {}

  onApplicationBootstrap(): void {
    this.subscription = this.nc.subscribe(durableBeat('*'), {
      callback: (error, message) => {
        if (error === null) this.heardAt.set(message.subject, Date.now());
      },
    });
  }

  onModuleDestroy(): void {
    this.subscription?.unsubscribe();
  }

  /** Whether the service of an experiment's phase works now and has taken the message that opened the phase. */
  async served(): Promise<(phase: OpenPhase) => boolean> {
    const manager = await jetstreamManager(this.nc);
    const taken = new Map<DurableName, number>();
    for (const name of Object.keys(DURABLES) as DurableName[]) {
      if (!this.isUp(name)) continue;
      const { delivered } = await manager.consumers.info(DURABLES[name].stream, name);
      taken.set(name, delivered.stream_seq);
    }
    return (phase) => {
      const durable = durableOf(phase);
      return durable !== undefined && (taken.get(durable) ?? 0) >= phase.position;
    };
  }

  private isUp(name: DurableName): boolean {
    return Date.now() - (this.heardAt.get(durableBeat(name)) ?? 0) < SILENCE_MS;
  }
}

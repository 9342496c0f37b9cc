import { Module, type DynamicModule } from '@nestjs/common';
import { ReactorModule, type NatsConnection, type ReactorHostOptions } from '@codecsmith/bus';
import { measureAnchorCurve } from './anchor/measure-anchor.reactor.ts';
import { measureCandidate, type MetricsParts } from './measure-candidate.reactor.ts';
import { verifyCandidate } from './verify/verify-candidate.reactor.ts';

export interface MetricsOptions extends MetricsParts {
  readonly nc: NatsConnection;
  readonly log: ReactorHostOptions['log'];
}

/** The service that turns executed candidates into numbers. */
@Module({})
export class MetricsModule {
  static forRoot({ nc, log, ...parts }: MetricsOptions): DynamicModule {
    const reactors = [measureCandidate(parts), verifyCandidate(parts), measureAnchorCurve(parts)];
    return { module: MetricsModule, imports: [ReactorModule.forRoot({ service: 'metrics', nc, log, reactors })] };
  }
}

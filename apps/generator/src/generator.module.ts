import { Module, type DynamicModule } from '@nestjs/common';
import { ReactorModule, type NatsConnection, type ReactorHostOptions } from '@codecsmith/bus';
import { draftCandidate } from './draft-candidate.reactor.ts';
import type { CandidateProvider } from './providers/candidate-provider.ts';

export interface GeneratorOptions {
  readonly nc: NatsConnection;
  readonly log: ReactorHostOptions['log'];
  readonly providers: readonly CandidateProvider[];
}

/** The service that turns a request into a candidate. */
@Module({})
export class GeneratorModule {
  static forRoot({ nc, log, providers }: GeneratorOptions): DynamicModule {
    const reactors = [draftCandidate(providers)];
    return { module: GeneratorModule, imports: [ReactorModule.forRoot({ service: 'generator', nc, log, reactors })] };
  }
}

import { Module, type DynamicModule } from '@nestjs/common';
import { ReactorModule, type NatsConnection, type ReactorHostOptions } from '@codecsmith/bus';
import { sanitizeCandidate, type SanitizerParts } from './sanitize-candidate.reactor.ts';

export interface SanitizerOptions extends SanitizerParts {
  readonly nc: NatsConnection;
  readonly log: ReactorHostOptions['log'];
}

/** The service that reads candidates before anything runs them. */
@Module({})
export class SanitizerModule {
  static forRoot({ nc, log, ...parts }: SanitizerOptions): DynamicModule {
    const reactors = [sanitizeCandidate(parts)];
    return { module: SanitizerModule, imports: [ReactorModule.forRoot({ service: 'sanitizer', nc, log, reactors })] };
  }
}

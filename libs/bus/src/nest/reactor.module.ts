import { Module, type DynamicModule, type FactoryProvider, type ModuleMetadata } from '@nestjs/common';
import { REACTOR_OPTIONS, ReactorHost, type ReactorHostOptions } from './reactor-host.ts';

/**
 * Runs reactors inside a Nest application: fetching begins when the application is up, and `app.close()` drains.
 * Close the application yourself (`runService` does): Nest's own shutdown hooks would destroy modules first.
 */
@Module({})
export class ReactorModule {
  static forRoot(options: ReactorHostOptions): DynamicModule {
    return this.forRootAsync({ useFactory: () => options });
  }

  /** For reactors whose handlers need providers of the application. */
  static forRootAsync(
    factory: Pick<ModuleMetadata, 'imports'> &
      Pick<FactoryProvider<ReactorHostOptions | Promise<ReactorHostOptions>>, 'inject' | 'useFactory'>,
  ): DynamicModule {
    return {
      module: ReactorModule,
      imports: factory.imports ?? [],
      providers: [
        { provide: REACTOR_OPTIONS, inject: factory.inject ?? [], useFactory: factory.useFactory },
        ReactorHost,
      ],
      exports: [ReactorHost],
    };
  }
}

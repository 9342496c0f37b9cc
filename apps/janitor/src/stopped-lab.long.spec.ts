/** The specs of the janitor with 500 experiments in each phase instead of a few. */
process.env['CODECSMITH_STOPPED_EXPERIMENTS'] = '500';
await import('./janitor.int.spec.ts');

export {};

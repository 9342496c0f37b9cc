/** The specs of the relay with 10,000 foreign messages instead of a few. */
process.env['CODECSMITH_FOREIGN_MESSAGES'] = '10000';
await import('./relay.int.spec.ts');

export {};

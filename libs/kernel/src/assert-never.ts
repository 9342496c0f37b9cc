/** Makes a missing case fail to compile; reached at run time only by data that no type describes. */
export function assertNever(value: never): never {
  throw new Error(`unexpected case: ${JSON.stringify(value)}`);
}

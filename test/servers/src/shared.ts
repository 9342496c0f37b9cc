import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../../../../shared/', import.meta.url));

/**
 * A file of the material kept beside the checkout (real clips, reference values, hostile codecs), or undefined when
 * it is absent. Only tests use it; the product never depends on it.
 *
 * @param relative path below the folder, such as `clips/park_joy_480x270_50fps_10f.y4m`
 */
export function sharedPath(relative: string): string | undefined {
  const path = ROOT + relative;
  return existsSync(path) ? path : undefined;
}

/** A `describe` that needs shared files: it gets their paths, or is skipped with the missing files in its name. */
export function describeWithShared<const Names extends readonly string[]>(
  title: string,
  needs: Names,
  body: (paths: { [Index in keyof Names]: string }) => void,
): void {
  const missing = needs.filter((name) => sharedPath(name) === undefined);
  if (missing.length > 0) {
    describe(title, () => it.skip(`SKIPPED, shared material is absent: ${missing.join(', ')}`, () => undefined));
    return;
  }
  describe(title, () => body(needs.map((name) => ROOT + name) as { [Index in keyof Names]: string }));
}

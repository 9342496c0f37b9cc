import type { KnownClip } from '@codecsmith/client';
import { CommandError, EXIT } from '../exit-code.ts';
import { nearest } from '../failure-hints.ts';

/**
 * A clip by name or digest.
 *
 * @throws CommandError (refused) that names those that are written like it
 */
export function findClip(reference: string, known: readonly KnownClip[]): KnownClip {
  const found = known.find(({ name, digest }) => name === reference || digest === reference);
  if (found !== undefined) return found;
  const near = nearest(
    reference,
    known.map(({ name }) => name),
  );
  const hint = near.length === 0 ? './codecsmith clip list names them' : `did you mean ${near.join(' or ')}?`;
  const message = `refused: clip: there is no clip "${reference}"; ${hint}`;
  throw new CommandError(EXIT.refused, message, { code: 'unknown_clip', field: 'clip' });
}

/** A cursor, limit or order that no page of ours has. */
export class BadPageRequest extends Error {
  override readonly name = 'BadPageRequest';

  constructor(
    readonly field: 'cursor' | 'limit' | 'sort' | 'where',
    message: string,
  ) {
    super(message);
  }
}

export const MAX_PAGE = 500;
export const DEFAULT_PAGE = 50;

const CURSOR = /^[1-9]\d{0,15}$/;

/** A cursor is the last seen row's position: it stays right while rows are added. */
export function readCursor(cursor: string | undefined): number | undefined {
  if (cursor === undefined) return undefined;
  if (!CURSOR.test(cursor)) throw new BadPageRequest('cursor', `cursor: ${JSON.stringify(cursor)} is not one of ours`);
  return Number(cursor);
}

/** @throws BadPageRequest unless 1 to {@link MAX_PAGE} */
export function readLimit(limit: number | undefined): number {
  const wanted = limit ?? DEFAULT_PAGE;
  if (Number.isInteger(wanted) && wanted >= 1 && wanted <= MAX_PAGE) return wanted;
  throw new BadPageRequest('limit', `limit: ${wanted} is not allowed: 1 to ${MAX_PAGE} are`);
}

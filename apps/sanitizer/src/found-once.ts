/** Finds something out when it is first asked for, and keeps it. A failure is not kept: the next who asks tries again. */
export function foundOnce<Found>(find: () => Promise<Found>): () => Promise<Found> {
  let found: Promise<Found> | undefined;
  return () => {
    found ??= find().catch((error: unknown) => {
      found = undefined;
      throw error;
    });
    return found;
  };
}

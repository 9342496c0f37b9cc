import { rebuildViews } from '@codecsmith/views';
import { printJson, printLine } from '../output/print.ts';
import { databaseAsOwner } from './lab-servers.ts';

/** Computes the views again and says up to where. */
export async function rebuild({ json }: { json?: true }): Promise<void> {
  const position = await rebuildViews(await databaseAsOwner());
  if (json) printJson({ position });
  else printLine(`the views are those of the log up to position ${position}`);
}

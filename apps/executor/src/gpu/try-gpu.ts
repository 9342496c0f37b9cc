import { offeredModules, type Jail } from '@codecsmith/jail';
import { tryJail } from '../machine/trial.ts';
import type { Gpus } from './gpus.ts';

/**
 * Sends one frame through a jail for each card, with torch loaded where the machine has it.
 *
 * @returns the framework's version, for the fingerprint; nothing without cards
 * @throws Error when a jail with a card does not work
 */
export async function tryGpu(
  gpus: Gpus,
  jail: Jail,
  { workFolder, python }: { readonly workFolder: string; readonly python: string },
): Promise<Readonly<Record<string, string>>> {
  if (gpus.all.length === 0) return {};
  const { pure, open } = await offeredModules(python);
  const guest = {
    track: open.includes('torch') && !pure.includes('torch') ? ('open' as const) : ('pure' as const),
    preload: open.includes('torch') ? ['torch'] : [],
  };
  let versions: Readonly<Record<string, string>> = {};
  for (const gpu of gpus.all) versions = await tryJail(jail, workFolder, { ...guest, gpu });
  return { torch: versions['torch'] ?? 'none' };
}

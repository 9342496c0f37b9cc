import { visibleText } from '@codecsmith/kernel';
import { useQuery } from '@tanstack/react-query';
import { useLab } from './session.tsx';

/** An artifact as text that is safe to show; what a digest names never changes, so it is read once. */
export function useArtifactText(digest: string | null) {
  const lab = useLab();
  return useQuery({
    queryKey: ['artifact', digest],
    queryFn: async () => visibleText(new TextDecoder().decode(await lab.artifact(digest ?? ''))),
    enabled: digest !== null,
    staleTime: Infinity,
  });
}

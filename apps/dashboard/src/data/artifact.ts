import { useQuery } from '@tanstack/react-query';
import { useLab } from './session.tsx';

/** An artifact as text; what a digest names never changes, so it is read once. */
export function useArtifactText(digest: string | null) {
  const lab = useLab();
  return useQuery({
    queryKey: ['artifact', digest],
    queryFn: async () => new TextDecoder().decode(await lab.artifact(digest ?? '')),
    enabled: digest !== null,
    staleTime: Infinity,
  });
}

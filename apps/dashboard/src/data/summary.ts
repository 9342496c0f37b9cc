import { useQuery } from '@tanstack/react-query';
import { useLab } from './session.tsx';

/** The line of the list that an experiment has; null where it has no score. */
export function useSummary(id: string | null) {
  const lab = useLab();
  return useQuery({
    queryKey: ['experiments', 'one', id],
    queryFn: async () => {
      const { items } = await lab.experiments({ search: id ?? '', limit: 10 });
      return items.find(({ experimentId, score }) => experimentId === id && score !== null) ?? null;
    },
    enabled: id !== null,
  });
}

import { useQuery } from '@tanstack/react-query';
import { useLab } from './session.tsx';

/** How every search of the lab stands, newest first. Other campaigns are only a name that experiments bear. */
export function useCampaigns() {
  const lab = useLab();
  return useQuery({ queryKey: ['campaigns'], queryFn: () => lab.campaigns() });
}

/** Everything about a search, now (0) or as it was at a position of the log. */
export function useCampaign(id: string, at = 0) {
  const lab = useLab();
  return useQuery({
    queryKey: ['campaign', id, 'document', at],
    queryFn: () => lab.campaign(id, at > 0 ? { at } : {}),
    placeholderData: (before, query) => (query?.queryKey[1] === id ? before : undefined),
  });
}

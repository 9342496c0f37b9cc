import { useMemo } from 'react';
import { useLocation, useSearch } from 'wouter';

/** One value of the address's query, kept there so that a reload or a shared link shows the same. */
export function useAddress(): readonly [URLSearchParams, (change: Readonly<Record<string, string | null>>) => void] {
  const search = useSearch();
  const [path, go] = useLocation();
  const params = useMemo(() => new URLSearchParams(search), [search]);
  const change = (values: Readonly<Record<string, string | null>>) => {
    const next = new URLSearchParams(search);
    for (const [name, value] of Object.entries(values)) {
      if (value === null || value === '') next.delete(name);
      else next.set(name, value);
    }
    const query = next.toString();
    go(query === '' ? path : `${path}?${query}`, { replace: true });
  };
  return [params, change];
}

/** For parts of a page that read the address and change it. */
export interface AddressProps {
  readonly address: URLSearchParams;
  readonly change: ReturnType<typeof useAddress>[1];
}

import { LabProblem, type Fact } from '@codecsmith/client';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useSession } from './session.tsx';

interface Live {
  /** Position of the last fact seen; null until one arrives. */
  readonly position: number | null;
  readonly broken: string | null;
}

const LiveContext = createContext<Live>({ position: null, broken: null });
export const useLive = (): Live => useContext(LiveContext);

/** Facts arrive in bursts; what they change is read again at most this often. */
const REFRESH_MS = 500;

/** Follows the log and makes whatever a fact has changed be read again. */
export function LiveFacts({ children }: { readonly children: ReactNode }) {
  const { lab, leave } = useSession();
  const queries = useQueryClient();
  const [live, setLive] = useState<Live>({ position: null, broken: null });
  useEffect(() => {
    const stop = new AbortController();
    const touched = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const ids = new Set(touched);
      touched.clear();
      void queries.invalidateQueries({
        predicate: ({ queryKey: [kind, id] }) =>
          kind === 'experiment' ? ids.has(String(id)) : kind !== 'picture' && kind !== 'artifact',
      });
    };
    const onFact = (fact: Fact) => {
      touched.add(fact.aggregateId);
      timer ??= setTimeout(refresh, REFRESH_MS);
      setLive({ position: fact.position, broken: null });
    };
    const follow = async () => {
      for await (const fact of lab.followFacts({ signal: stop.signal })) onFact(fact);
    };
    follow().catch((error: unknown) => {
      if (error instanceof LabProblem && error.problem.status === 401) leave();
      else setLive((before) => ({ ...before, broken: String(error) }));
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [lab, leave, queries]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

import { LabProblem, type Fact, type FollowState } from '@codecsmith/client';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useState, type ReactNode } from 'react';
import { useSession } from './session.tsx';

interface Live {
  /** Position of the last fact seen; null until one arrives. */
  readonly position: number | null;
  /** Of the stream; `refused`: it is not tried again. */
  readonly link: 'opening' | FollowState | 'refused';
}

const OPENING: Live = { position: null, link: 'opening' };
const LiveContext = createContext<Live>(OPENING);
export const useLive = (): Live => useContext(LiveContext);

/** Facts arrive in bursts; what they change is read again at most this often. */
const REFRESH_MS = 500;

/** What a digest or a frame names never changes; everything else may. */
const mayChange = ({ queryKey: [kind] }: { readonly queryKey: readonly unknown[] }) =>
  kind !== 'picture' && kind !== 'artifact';

/** Follows the log and makes whatever a fact has changed be read again. */
export function LiveFacts({ children }: { readonly children: ReactNode }) {
  const { lab, leave } = useSession();
  const queries = useQueryClient();
  const [live, setLive] = useState(OPENING);
  useEffect(() => {
    const stop = new AbortController();
    const touched = new Set<string>();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const refresh = () => {
      timer = undefined;
      const ids = new Set(touched);
      touched.clear();
      void queries.invalidateQueries({
        predicate: (query) =>
          mayChange(query) && (query.queryKey[0] !== 'experiment' || ids.has(String(query.queryKey[1]))),
      });
    };
    const onFact = (fact: Fact) => {
      touched.add(fact.aggregateId);
      timer ??= setTimeout(refresh, REFRESH_MS);
      setLive({ position: fact.position, link: 'open' });
    };
    // What was read, or is being read, may be older than the stream.
    const onState = (link: FollowState) => {
      setLive((before) => ({ ...before, link }));
      if (link === 'open') void readAgain();
    };
    const readAgain = async () => {
      await queries.cancelQueries({ predicate: mayChange });
      await queries.invalidateQueries({ predicate: mayChange });
    };
    const follow = async () => {
      for await (const fact of lab.followFacts({ signal: stop.signal, onState })) onFact(fact);
    };
    follow().catch((error: unknown) => {
      if (error instanceof LabProblem && error.problem.status === 401) leave();
      else setLive((before) => ({ ...before, link: 'refused' }));
    });
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [lab, leave, queries]);
  return <LiveContext value={live}>{children}</LiveContext>;
}

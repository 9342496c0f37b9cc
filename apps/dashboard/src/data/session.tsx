import { LabClient, LabProblem } from '@codecsmith/client';
import { useQueryClient } from '@tanstack/react-query';
import { textIn } from './form-text.ts';
import { visibleClient } from './visible.ts';
import { createContext, useContext, useMemo, useState, type FormEvent, type ReactNode } from 'react';

const KEY = 'codecsmith.token';

interface Session {
  readonly lab: LabClient;
  readonly leave: () => void;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('used outside the session provider');
  return session;
}

export const useLab = (): LabClient => useSession().lab;

const clientFor = (token: string) => visibleClient(new LabClient({ baseUrl: window.location.origin, token }));

/** Asks for a token once per browser tab. It is kept in the tab's session storage and sent as a header, never in an address. */
export function RequireSession({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [token, setToken] = useState(() => sessionStorage.getItem(KEY));
  const session = useMemo<Session | null>(() => {
    if (token === null) return null;
    const leave = () => {
      sessionStorage.removeItem(KEY);
      setToken(null);
      queries.clear();
    };
    return { lab: clientFor(token), leave };
  }, [token, queries]);
  const enter = (accepted: string) => {
    sessionStorage.setItem(KEY, accepted);
    setToken(accepted);
  };
  return session === null ? <Login onEnter={enter} /> : <SessionContext value={session}>{children}</SessionContext>;
}

function Login({ onEnter }: { readonly onEnter: (token: string) => void }) {
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = textIn(new FormData(event.currentTarget), 'token');
    try {
      await clientFor(token).status();
      onEnter(token);
    } catch (error) {
      setProblem(
        error instanceof LabProblem ? 'This token is not known here.' : `The lab does not answer: ${String(error)}`,
      );
    }
  };
  return (
    <main className="login">
      <h1>codecsmith</h1>
      <p className="soft">A laboratory where language models invent video codecs and nobody has to trust them.</p>
      <form className="card" onSubmit={(event) => void submit(event)}>
        <label className="field">
          Token
          <input name="token" type="password" autoComplete="off" required autoFocus />
        </label>
        <p className="soft">
          <code>./codecsmith status</code> says where the first one lies.
        </p>
        {problem !== null && (
          <p className="note" role="alert">
            {problem}
          </p>
        )}
        <button className="primary" type="submit">
          Enter
        </button>
      </form>
    </main>
  );
}

import { LabClient, LabProblem, type BrowserSession, type Role } from '@codecsmith/client';
import { useQueryClient } from '@tanstack/react-query';
import { createContext, useContext, useEffect, useMemo, useState, type FormEvent, type ReactNode } from 'react';
import { textIn } from './form-text.ts';
import { visibleClient } from './visible.ts';

type Holder = NonNullable<BrowserSession['holder']>;

interface Session {
  readonly lab: LabClient;
  readonly holder: Holder;
  readonly leave: () => void;
}

const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (session === null) throw new Error('used outside the session provider');
  return session;
}

export const useLab = (): LabClient => useSession().lab;

const LADDER: readonly Role[] = ['viewer', 'submitter', 'operator'];

/** Whether who is logged in may do what this role may: what they may not do is not shown. */
export function useMay(role: 'submitter' | 'operator'): boolean {
  return LADDER.indexOf(useSession().holder.role) >= LADDER.indexOf(role);
}

/** The browser's cookie tells the lab who asks; no script can read it. */
const lab = visibleClient(new LabClient({ baseUrl: window.location.origin }));

/** Where a link of `codecsmith open` leads; its code is behind the #, which no server sees. */
const ENTRY = '/enter';

/** Who the browser is logged in as: by a link just opened, or from before. */
async function whoEnters(): Promise<Holder | null> {
  const code = window.location.hash.slice(1);
  if (window.location.pathname !== ENTRY) return (await lab.session()).holder;
  window.history.replaceState(null, '', pageIn(window.location.search));
  return code === '' ? (await lab.session()).holder : (await lab.logIn({ code })).holder;
}

/** The page of this lab that a shared link opens. */
function pageIn(search: string): string {
  const page = new URLSearchParams(search).get('to') ?? '/';
  return /^\/(?![/\\])/.test(page) ? page : '/';
}

type Entry = { readonly holder: Holder | null; readonly problem?: string } | undefined;

/** Shows the pages to those who are logged in, in any tab, and a form to others. */
export function RequireSession({ children }: { readonly children: ReactNode }) {
  const queries = useQueryClient();
  const [entry, enter] = useState<Entry>(undefined);
  useEffect(() => {
    whoEnters().then(
      (holder) => enter({ holder }),
      (error: unknown) => enter({ holder: null, problem: reasonOf(error) }),
    );
  }, []);
  const holder = entry?.holder ?? null;
  const session = useMemo<Session | null>(() => {
    if (holder === null) return null;
    const leave = () => {
      queries.clear();
      void lab.logOut().finally(() => enter({ holder: null }));
    };
    return { lab, holder, leave };
  }, [holder, queries]);
  if (entry === undefined) return null;
  if (session !== null) return <SessionContext value={session}>{children}</SessionContext>;
  return <Login problem={entry.problem ?? null} onEnter={enter} />;
}

const reasonOf = (error: unknown): string =>
  error instanceof LabProblem
    ? (error.problem.detail ?? error.problem.title)
    : `The lab does not answer: ${String(error)}`;

interface LoginProps {
  readonly problem: string | null;
  readonly onEnter: (entry: Entry) => void;
}

function Login({ problem, onEnter }: LoginProps) {
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const token = textIn(new FormData(event.currentTarget), 'token');
    try {
      onEnter(await lab.logIn({ token }));
    } catch (error) {
      onEnter({ holder: null, problem: reasonOf(error) });
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
          <code>./codecsmith open</code> prints a link that logs in without it.
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

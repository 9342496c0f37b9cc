import type { Accepted } from '@codecsmith/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMay } from '../data/session.tsx';
import { Trouble } from './states.tsx';

interface CommandProps {
  /** The least role; others do not see the button. */
  readonly needs?: 'submitter' | 'operator';
  readonly name: string;
  /** Resolves with the ledger's answer, or with nothing where the ledger has no part in it. */
  readonly send: () => Promise<Accepted | void>;
}

/** Sends one command and says what the lab answered. */
export function CommandButton({ name, send, needs = 'submitter' }: CommandProps) {
  const may = useMay(needs);
  const queries = useQueryClient();
  const command = useMutation({ mutationFn: send, onSuccess: () => queries.invalidateQueries() });
  if (!may) return null;
  return (
    <div className="row">
      {command.error !== null && <Trouble error={command.error} />}
      {command.isSuccess && (
        <span className="soft" role="status">
          {command.data === undefined ? 'done' : `accepted at position ${command.data.position}`}
        </span>
      )}
      <button type="button" disabled={command.isPending} onClick={() => command.mutate()}>
        {name}
      </button>
    </div>
  );
}

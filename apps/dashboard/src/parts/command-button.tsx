import type { Accepted } from '@codecsmith/client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Trouble } from './states.tsx';

interface CommandProps {
  readonly name: string;
  readonly send: () => Promise<Accepted>;
}

/** Sends one command and says what the lab answered. */
export function CommandButton({ name, send }: CommandProps) {
  const queries = useQueryClient();
  const command = useMutation({ mutationFn: send, onSuccess: () => queries.invalidateQueries() });
  return (
    <div className="row">
      {command.error !== null && <Trouble error={command.error} />}
      {command.data !== undefined && (
        <span className="soft" role="status">
          accepted at position {command.data.position}
        </span>
      )}
      <button type="button" disabled={command.isPending} onClick={() => command.mutate()}>
        {name}
      </button>
    </div>
  );
}

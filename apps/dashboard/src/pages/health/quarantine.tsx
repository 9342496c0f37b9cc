import { LabProblem, type QuarantinedMessage } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { time } from '../../data/format.ts';
import { useLab } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

const REFRESH_MS = 5_000;
const SHOWN = 20;

/** What could not be handled, and what an operator can do about it. */
export function QuarantineCard() {
  const lab = useLab();
  const messages = useQuery({
    queryKey: ['quarantine'],
    queryFn: () => lab.quarantine({ limit: SHOWN }),
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  const forbidden = messages.error instanceof LabProblem && messages.error.problem.status === 403;
  return (
    <section className="card" aria-labelledby="quarantine" data-testid="quarantine">
      <h2 id="quarantine">Quarantine</h2>
      {messages.isPending && <Waiting what="quarantine" />}
      {forbidden && <Empty>Only operators see these messages.</Empty>}
      {messages.error !== null && !forbidden && <Trouble error={messages.error} />}
      {messages.data?.length === 0 && <Empty>Empty: everything was handled.</Empty>}
      {messages.data !== undefined && messages.data.length > 0 && (
        <ul className="entries">
          {messages.data.map((message) => (
            <Message key={message.place} message={message} />
          ))}
        </ul>
      )}
    </section>
  );
}

function Message({ message }: { readonly message: QuarantinedMessage }) {
  const lab = useLab();
  const { place, origin, subject, deliveries, reason, quarantinedAt, encoding, payload } = message;
  return (
    <li>
      <div className="head">
        <div>
          <span className="mono">{subject}</span>
          <div className="soft">
            given up by {origin} {deliveries > 0 && `after ${deliveries} deliveries, `}
            {time(quarantinedAt)}
          </div>
        </div>
        <div className="row">
          <CommandButton name="Try again" send={() => lab.redriveQuarantined(place)} />
          <CommandButton name="Drop" send={() => lab.dropQuarantined(place)} />
        </div>
      </div>
      <p className="prose">{reason}</p>
      <details>
        <summary>Payload{encoding === 'base64' && ', base64'}</summary>
        <pre tabIndex={0}>{payload}</pre>
      </details>
    </li>
  );
}

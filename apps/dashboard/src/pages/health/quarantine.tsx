import type { QuarantinedMessage } from '@codecsmith/client';
import { useQuery } from '@tanstack/react-query';
import { time } from '../../data/format.ts';
import { useLab, useMay } from '../../data/session.tsx';
import { CommandButton } from '../../parts/command-button.tsx';
import { Empty, Trouble, Waiting } from '../../parts/states.tsx';

const REFRESH_MS = 5_000;
const SHOWN = 20;

/** What could not be handled, and what an operator can do about it; `count` is what everybody is told. */
export function QuarantineCard({ count }: { readonly count: number }) {
  const lab = useLab();
  const may = useMay('operator');
  const messages = useQuery({
    queryKey: ['quarantine'],
    queryFn: () => lab.quarantine({ limit: SHOWN }),
    enabled: count > 0 && may,
    refetchInterval: REFRESH_MS,
    retry: false,
  });
  return (
    <section className="card" aria-labelledby="quarantine" data-testid="quarantine">
      <h2 id="quarantine">Quarantine</h2>
      {count === 0 && <Empty>Empty: everything was handled.</Empty>}
      {messages.isLoading && <Waiting what="quarantine" />}
      {count > 0 && !may && <Empty>An operator sees what could not be handled.</Empty>}
      {messages.error !== null && <Trouble error={messages.error} />}
      {count > 0 && messages.data !== undefined && (
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
          <CommandButton needs="operator" name="Try again" send={() => lab.redriveQuarantined(place)} />
          <CommandButton needs="operator" name="Drop" send={() => lab.dropQuarantined(place)} />
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

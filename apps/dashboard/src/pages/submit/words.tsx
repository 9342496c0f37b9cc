import type { CandidateReading } from '@codecsmith/client';

interface WordsProps {
  readonly reading: CandidateReading;
  /** False while a later text is being read. */
  readonly current: boolean;
}

/** What the sanitizer says, line by line. */
export function Words({ reading, current }: WordsProps) {
  const { cleared, api, family, violations, warnings, changes } = reading;
  const lists = [
    [
      'Why it may not run',
      violations.map(({ advice, message, ...rest }) => ({ ...rest, message: `${message} ${advice}` })),
    ],
    ['Warnings', warnings],
    ['What the lab repairs', changes],
  ] as const;
  return (
    <section className={cleared ? 'note calm' : 'note'} aria-label="Sanitizer" aria-live="polite" data-testid="reading">
      <p>
        <strong>{cleared ? 'It may run' : `${violations.length} to mend`}</strong>
        {cleared && `: called by ${api}, family ${family}`}
        {!current && <span className="soft"> (reading…)</span>}
      </p>
      {lists.map(
        ([title, remarks]) =>
          remarks.length > 0 && (
            <div key={title}>
              <h3>{title}</h3>
              <ul>
                {remarks.map(({ rule, line, message }, index) => (
                  <li key={index}>
                    line {line}: {message} <span className="soft">({rule})</span>
                  </li>
                ))}
              </ul>
            </div>
          ),
      )}
    </section>
  );
}

import { describeField, parseQuery, QUERY_FIELDS, QueryProblem, type QueryField } from '@codecsmith/client';
import { useState, type FormEvent } from 'react';
import type { AddressProps } from '../../data/address.ts';
import { textIn } from '../../data/form-text.ts';

const FIELDS = Object.keys(QUERY_FIELDS) as QueryField[];

/** A condition in words; kept in the address, and the same in `experiment list --where` and in the API. */
export function QueryBar({ address, change }: AddressProps) {
  const [problem, setProblem] = useState<QueryProblem | null>(null);
  const where = address.get('where') ?? '';
  const apply = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const query = textIn(new FormData(event.currentTarget), 'where');
    try {
      if (query !== '') parseQuery(query);
      setProblem(null);
      change({ where: query });
    } catch (error) {
      if (!(error instanceof QueryProblem)) throw error;
      setProblem(error);
      const field = event.currentTarget.elements.namedItem('where') as HTMLInputElement;
      field.setSelectionRange(error.at, field.value.length);
      field.focus();
    }
  };
  return (
    <form className="card" role="search" aria-label="Query" onSubmit={apply}>
      <div className="row">
        <label className="field grow">
          Query
          <input
            key={where}
            name="where"
            defaultValue={where}
            placeholder="score > 5 and family = motion and tag:paper"
            maxLength={1000}
            spellCheck={false}
            aria-invalid={problem !== null}
          />
        </label>
        <button type="submit">Find</button>
      </div>
      {problem !== null && (
        <p className="note" role="alert">
          {problem.message}
          {problem.allowed.length > 0 && `. Allowed: ${problem.allowed.join(', ')}`}
        </p>
      )}
      <details className="soft">
        <summary>What can be written</summary>
        <p>
          Comparisons by = != &lt; &lt;= &gt; &gt;= and ~ (contains), combined by and, or, not and brackets. A bare word
          is looked for in names and at the beginning of ids. Text with blanks is put in quotation marks.
        </p>
        <dl className="facts">
          {FIELDS.map((field) => (
            <div key={field}>
              <dt>{field}</dt>
              <dd>{describeField(field).about}</dd>
            </div>
          ))}
        </dl>
      </details>
    </form>
  );
}

import { LabProblem } from '@codecsmith/client';
import type { ReactNode } from 'react';

export const Waiting = ({ what }: { readonly what: string }) => (
  <p className="soft" role="status">
    Reading {what}…
  </p>
);

export const Empty = ({ children }: { readonly children: ReactNode }) => <p className="soft">{children}</p>;

/** What went wrong, in the lab's own words. */
export function Trouble({ error }: { readonly error: unknown }) {
  const text = error instanceof LabProblem ? `${error.problem.title}: ${error.problem.detail ?? ''}` : String(error);
  return (
    <p className="note" role="alert">
      {text}
    </p>
  );
}

import type { CandidateReading } from '@codecsmith/client';
import type { Language } from '@codecsmith/codec';
import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { useLab } from './session.tsx';

/** Nobody reads remarks on every letter. */
const PAUSE_MS = 500;

/** A value once it has not changed for a while. */
function useSettled<Value>(value: Value): Value {
  const [settled, settle] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => settle(value), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** What the lab's sanitizer says of a source while it is written. `isOf`: whether that is the source as it is now. */
export function useReading(code: string, language: Language) {
  const lab = useLab();
  const settled = useSettled(code);
  const query = useQuery({
    queryKey: ['artifact', 'reading', language, settled],
    queryFn: () => lab.checkCandidate({ code: settled, language }),
    enabled: settled.trim() !== '',
    placeholderData: (before) => before,
    gcTime: 10_000,
  });
  return { reading: query.data, error: query.error, isOf: settled === code && !query.isFetching };
}

/** Remarks for the editor: what stops it, what the lab repairs, what it warns of. */
export const remarksOf = ({ violations, changes, warnings }: CandidateReading) => [
  ...violations.map(({ line, column, message, advice }) => {
    return { line, column, severity: 'error' as const, message: `${message} ${advice}` };
  }),
  ...warnings.map(({ line, message }) => ({ line, severity: 'warning' as const, message })),
  ...changes.map(({ line, message }) => ({ line, severity: 'info' as const, message })),
];

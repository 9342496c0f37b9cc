import { Link } from 'wouter';
import { short } from '../data/format.ts';

/** An experiment by the beginning of its id. */
export const ExperimentLink = ({ id, length = 14 }: { readonly id: string; readonly length?: number }) => (
  <Link href={`/experiments/${id}`} className="mono" title={id}>
    {short(id, length)}
  </Link>
);

import { Link } from 'wouter';
import { shortId } from '../data/format.ts';

/** An experiment; an id that says nothing to people is cut short. */
export const ExperimentLink = ({ id }: { readonly id: string }) => (
  <Link href={`/experiments/${id}`} className="mono" title={id}>
    {shortId(id)}
  </Link>
);

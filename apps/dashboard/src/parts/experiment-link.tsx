import { Link } from 'wouter';
import { shortId } from '../data/format.ts';

interface LinkProps {
  readonly id: string;
  /** What people call it, where that is known. */
  readonly name?: string | null;
}

/** An experiment by its name, else by its id; an id that says nothing to people is cut short. */
export const ExperimentLink = ({ id, name = null }: LinkProps) => (
  <Link
    href={`/experiments/${id}`}
    className={name === null ? 'mono' : ''}
    title={name === null ? id : `${name}: ${id}`}
  >
    {name ?? shortId(id)}
  </Link>
);

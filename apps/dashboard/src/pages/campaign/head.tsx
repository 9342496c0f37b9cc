import { Link } from 'wouter';

/** A campaign's name, and where else it is shown. */
export function CampaignHead({ id }: { readonly id: string }) {
  return (
    <div className="head">
      <h1>{id}</h1>
      <div className="row">
        <Link href={`/?campaign=${id}`}>Overview</Link>
        <Link href={`/experiments?campaign=${id}`}>Experiments</Link>
      </div>
    </div>
  );
}

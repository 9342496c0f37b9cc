import type { ReactNode } from 'react';
import { Link, useLocation } from 'wouter';
import { useLive } from '../data/live.tsx';
import { ShareLink } from './share-link.tsx';
import { useSession } from '../data/session.tsx';

const PAGES = [
  ['/', 'Overview'],
  ['/experiments', 'Experiments'],
  ['/campaigns', 'Campaigns'],
  ['/clips', 'Clips'],
  ['/legacy', 'Legacy'],
  ['/health', 'Health'],
] as const;

const LINKS = {
  opening: 'connecting…',
  open: 'live',
  broken: 'connection lost, trying again',
  refused: 'not live: reload',
} as const;

/** Navigation beside the page; on a phone, above it. */
export function Shell({ children }: { readonly children: ReactNode }) {
  const [path] = useLocation();
  const { position, link } = useLive();
  const { leave } = useSession();
  const isHere = (target: string) => (target === '/' ? path === '/' : path.startsWith(target));
  return (
    <div className="shell">
      <a className="skip" href="#page">
        Skip to the page
      </a>
      <header className="side">
        <Link className="brand" href="/" aria-label="codecsmith, overview">
          <img src="/icon.svg" alt="" /> <span>codecsmith</span>
        </Link>
        <nav aria-label="Pages">
          <ul className="nav">
            {PAGES.map(([target, name]) => (
              <li key={target}>
                <Link href={target} aria-current={isHere(target) ? 'page' : undefined}>
                  {name}
                </Link>
              </li>
            ))}
          </ul>
        </nav>
        <div className="foot">
          <p aria-live="polite">{link === 'open' && position !== null ? `live, fact ${position}` : LINKS[link]}</p>
          <div className="row">
            <ShareLink />
            <button type="button" onClick={leave}>
              Leave
            </button>
          </div>
        </div>
      </header>
      <main id="page">{children}</main>
    </div>
  );
}

import { useMutation } from '@tanstack/react-query';
import { useLocation, useSearch } from 'wouter';
import { useLab } from '../data/session.tsx';
import { CopyButton } from './source-text.tsx';
import { Trouble } from './states.tsx';

const DAYS = 7;

/** Makes a link by which anybody may look at this page and the rest of the lab, and change nothing. */
export function ShareLink() {
  const lab = useLab();
  const [path] = useLocation();
  const search = useSearch();
  const page = search === '' ? path : `${path}?${search}`;
  const share = useMutation({ mutationFn: () => lab.shareLink({ days: DAYS, page }) });
  const { data } = share;
  const url = data === undefined ? '' : new URL(data.path, window.location.origin).href;
  return (
    <>
      <button type="button" onClick={() => share.mutate()}>
        Share
      </button>
      {share.error !== null && <Trouble error={share.error} />}
      {data !== undefined && (
        <label className="field">
          Good for {DAYS} days, to look only
          <input readOnly value={url} onFocus={(event) => event.target.select()} />
          <CopyButton text={url} />
        </label>
      )}
    </>
  );
}

import type { Fact } from '@codecsmith/client';
import { useAddress } from '../../data/address.ts';
import { phraseOf } from '../../data/facts.ts';
import { clock } from '../../data/format.ts';

/** All facts in order; the slider, or a click on a fact, shows the page as it was right after that fact. */
export function Timeline({ facts }: { readonly facts: readonly Fact[] }) {
  const [address, change] = useAddress();
  const at = address.has('at') ? Number(address.get('at')) : Infinity;
  const last = facts.length - 1;
  const shown = Math.max(
    0,
    facts.findLastIndex(({ position }) => position <= at),
  );
  const goTo = (index: number) => change({ at: index >= last ? null : String(facts[index]?.position ?? '') });
  const fact = facts[shown];
  return (
    <section className="card" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <label className="field wide">
        <span>
          State after fact {shown + 1} of {facts.length}
          {fact !== undefined && `: ${fact.type}, position ${fact.position} of the log`}
        </span>
        <input
          type="range"
          min={0}
          max={last}
          value={shown}
          aria-valuetext={fact === undefined ? '' : `${fact.type}, position ${fact.position}`}
          onChange={(event) => goTo(Number(event.target.value))}
        />
      </label>
      <ol className="timeline" data-testid="timeline">
        {facts.map((each, index) => (
          <li key={each.id} className={index > shown ? 'later' : index === shown ? 'shown' : ''}>
            <span className="mono soft">{each.position}</span>
            <time dateTime={each.occurredAt}>{clock(each.occurredAt)}</time>
            <span>
              <button type="button" className="plain" onClick={() => goTo(index)}>
                {each.type}
              </button>{' '}
              <span className="soft">{phraseOf(each)}</span>
            </span>
          </li>
        ))}
      </ol>
    </section>
  );
}

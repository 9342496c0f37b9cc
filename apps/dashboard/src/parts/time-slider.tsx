import type { Fact } from '@codecsmith/client';
import { useAddress } from '../data/address.ts';

/** Which of the facts the page shows the state after; it is in the address, so that a link shows the same. */
export function useMoment(facts: readonly Fact[]) {
  const [address, change] = useAddress();
  const at = address.has('at') ? Number(address.get('at')) : Infinity;
  const last = facts.length - 1;
  const shown = Math.max(
    0,
    facts.findLastIndex(({ position }) => position <= at),
  );
  const goTo = (index: number) => change({ at: index >= last ? null : String(facts[index]?.position ?? '') });
  return { shown, goTo };
}

/** Goes through the facts, one state after the other. */
export function TimeSlider({ facts }: { readonly facts: readonly Fact[] }) {
  const { shown, goTo } = useMoment(facts);
  const fact = facts[shown];
  const place = fact === undefined ? '' : `${fact.type}, position ${fact.position}`;
  return (
    <label className="field wide">
      <span>
        State after fact {shown + 1} of {facts.length}
        {fact !== undefined && `: ${place} of the log`}
      </span>
      <input
        type="range"
        min={0}
        max={facts.length - 1}
        value={shown}
        aria-valuetext={place}
        onChange={(event) => goTo(Number(event.target.value))}
      />
    </label>
  );
}

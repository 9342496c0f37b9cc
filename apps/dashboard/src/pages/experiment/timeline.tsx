import type { Fact } from '@codecsmith/client';
import { phraseOf } from '../../data/facts.ts';
import { clock } from '../../data/format.ts';
import { TimeSlider, useMoment } from '../../parts/time-slider.tsx';

/** All facts in order; the slider, or a click on a fact, shows the page as it was right after that fact. */
export function Timeline({ facts }: { readonly facts: readonly Fact[] }) {
  const { shown, goTo } = useMoment(facts);
  return (
    <section className="card" aria-labelledby="timeline">
      <h2 id="timeline">Timeline</h2>
      <TimeSlider facts={facts} />
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

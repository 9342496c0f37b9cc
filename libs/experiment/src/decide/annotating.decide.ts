import { accept, decline, refuse } from '@codecsmith/kernel';
import { MOST_TAGS, NO_ANNOTATION, type Annotation } from '../facts/annotating.schema.ts';
import type { Concluded, Living } from '../state.ts';
import { fact, type CommandOf, type ExperimentDecision } from './outcome.ts';

/** Names, notes, tags and stars may be given at any time: they change nothing of the life. */
export function decideAnnotate(state: Living | Concluded, { data }: CommandOf<'annotate'>): ExperimentDecision {
  const before = state.annotation ?? NO_ANNOTATION;
  const { tag, untag, name = before.name, note = before.note, starred = before.starred } = data;
  const both = tag.find((each) => untag.includes(each));
  if (both !== undefined) {
    return decline(refuse('tag_both_ways', `untag: "${both}" is in tag and in untag`, { field: 'untag' }));
  }
  const tags = [...new Set([...before.tags, ...tag])].filter((each) => !untag.includes(each)).sort();
  if (tags.length > MOST_TAGS) {
    const message = `tag: there would be ${tags.length} tags; an experiment has at most ${MOST_TAGS}`;
    return decline(refuse('too_many_tags', message, { field: 'tag' }));
  }
  const after = { name, note, starred, tags };
  return isSame(before, after) ? accept() : accept(fact('ExperimentAnnotated', after));
}

const isSame = (one: Annotation, other: Annotation): boolean =>
  one.name === other.name &&
  one.note === other.note &&
  one.starred === other.starred &&
  one.tags.join(' ') === other.tags.join(' ');

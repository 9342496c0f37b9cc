import type { LabClient } from '@codecsmith/client';
import { visibleText } from '@codecsmith/kernel';

/** The same value with every text made safe to show: foreign text cannot reorder, hide or colour what stands beside it. */
export function visible(value: unknown): unknown {
  if (typeof value === 'string') return visibleText(value);
  if (Array.isArray(value)) return value.map(visible);
  if (typeof value !== 'object' || value === null || Object.getPrototypeOf(value) !== Object.prototype) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [visibleText(key), visible(inner)]));
}

type Method = (...values: unknown[]) => unknown;

/** The client of all pages: what it answers is escaped after it was parsed, and before anything shows it. */
export const visibleClient = (lab: LabClient): LabClient =>
  new Proxy(lab, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target);
      if (typeof member !== 'function') return member;
      return (...values: unknown[]): unknown => {
        const answer = (member as Method).apply(target, values);
        return answer instanceof Promise ? answer.then(visible) : answer;
      };
    },
  });

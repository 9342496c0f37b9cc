import { textIn } from './form-text.ts';

/** The texts of a field that may be there several times, such as boxes. */
export const textsIn = (form: FormData, name: string): string[] =>
  form.getAll(name).filter((value) => typeof value === 'string');

/** A number of a form's field; undefined where it is empty. The lab refuses what is none. */
export function numberIn(form: FormData, name: string): number | undefined {
  const text = textIn(form, name);
  return text === '' ? undefined : Number(text);
}

/** Numbers with commas or blanks between them. */
export const numbersIn = (form: FormData, name: string): number[] =>
  textIn(form, name)
    .split(/[\s,]+/)
    .filter((text) => text !== '')
    .map(Number);

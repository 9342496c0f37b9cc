import { APIS, ENTRY_POINTS, type Language } from '@codecsmith/codec';

/** Whether code seems to define a function of this name; good enough to tell blocks of a reply apart, no more. */
function defines(code: string, name: string, language: Language): boolean {
  const pattern =
    language === 'python'
      ? `^(?:async\\s+)?def\\s+${name}\\s*\\(|^${name}\\s*=`
      : `\\bfunction\\s*\\*?\\s*${name}\\b|\\b(?:const|let|var)\\s+${name}\\s*=`;
  return new RegExp(pattern, 'mu').test(code);
}

/** The code holds both halves of one of the contract's pairs. */
export const definesPair = (code: string, language: Language): boolean =>
  APIS.some((api) => {
    const { encode, decode } = ENTRY_POINTS[language][api];
    return defines(code, encode.name, language) && defines(code, decode.name, language);
  });

/** The code holds at least one half of a pair. */
export const definesHalf = (code: string, language: Language): boolean =>
  APIS.some((api) => {
    const { encode, decode } = ENTRY_POINTS[language][api];
    return [encode, decode].some(({ name }) => defines(code, name, language));
  });

/** `encode and decode`, for each pair: what a diagnostic asks for. */
export const wantedNames = (language: Language): string =>
  APIS.map((api) => {
    const { encode, decode } = ENTRY_POINTS[language][api];
    return `${encode.name} and ${decode.name}`;
  }).join(', or ');

/** Names of the contract that the code defines inside of a class or a function. */
export const nestedNames = (code: string, language: Language): string[] =>
  namesOf(language).filter((name) => new RegExp(`^[ \\t]+(?:async\\s+)?(?:def\\s+)${name}\\s*\\(`, 'mu').test(code));

/** Names that the contract has in the other language, and that the code defines here. */
export const foreignNames = (code: string, language: Language): string[] => {
  const other = language === 'python' ? 'javascript' : 'python';
  const own = new Set(namesOf(language));
  return namesOf(other).filter(
    (name) => !own.has(name) && (defines(code, name, language) || defines(code, name, other)),
  );
};

const namesOf = (language: Language): string[] =>
  APIS.flatMap((api) => {
    const { encode, decode } = ENTRY_POINTS[language][api];
    return [encode.name, decode.name];
  });

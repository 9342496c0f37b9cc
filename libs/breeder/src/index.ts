export { drawTemplate, writeTemplate, type Template } from './draw-template.ts';
export { breedTemplate, type Bred, type BreedRequest } from './breed.ts';
export { type Result } from './family-breed.ts';
export { genomeOf } from './genes-line.ts';
export { type FamilyName } from './families.ts';
export { type Genome } from './genome.ts';
export { drawGenes, type Genes } from './genes.ts';

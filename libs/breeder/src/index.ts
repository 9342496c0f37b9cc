export { drawTemplate, writeTemplate, type Template } from './draw-template.ts';
export { breedTemplate, genomeOf, type Bred, type BreedRequest } from './breed.ts';
export { type Genome } from './genome.ts';
export { drawGenes, type Genes } from './genes.ts';

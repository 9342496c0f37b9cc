export { fillLab } from './fill-lab.ts';
export { campaignOf, clips, experimentIdOf } from './life.ts';

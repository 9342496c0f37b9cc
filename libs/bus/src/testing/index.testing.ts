export { TestGround } from './ground.testing.ts';

export { Monkey, type MonkeyOptions } from './monkey.ts';
export { storm, type Storm, type StormReport } from './storm.ts';

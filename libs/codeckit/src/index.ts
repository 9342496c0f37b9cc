export { codeckitJavaScriptPath, codeckitPath, codeckitSummary } from './codeckit.ts';

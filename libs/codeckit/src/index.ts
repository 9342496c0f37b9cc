export { codeckitJavaScriptPath, codeckitPath, codeckitSummary } from './codeckit.ts';
export { codeckitDigest, usedCodeckitParts, type CodeckitParts } from './used-parts.ts';

export { codeckitJavaScriptPath, codeckitPath, codeckitSummary } from './codeckit.ts';
export {
  codeckitDigest,
  linkedModules,
  usedCodeckitParts,
  type CodeckitParts,
  type ModulePieces,
} from './used-parts.ts';

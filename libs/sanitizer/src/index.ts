export type { Charge } from './charge.ts';
export { RULE_CATALOGUE } from './catalogue.ts';
export { renderRulesPage } from './render-catalogue.ts';
export {
  authorLine,
  type Change,
  type Cleared,
  type LineSegment,
  type Rejected,
  type SanitizeOptions,
  type SanitizeResult,
  type Violation,
  type Warning,
} from './report.ts';
export type { RuleDescription } from './rule.ts';
export { createSanitizer, type Sanitizer } from './sanitizer.ts';

import type { RequestHandler } from 'express';
import helmet, { type HelmetOptions } from 'helmet';

/** Everything from this origin and nothing from elsewhere, no script and no style within a page; candidate text is never run. */
const POLICY = {
  defaultSrc: ["'self'"],
  scriptSrc: ["'self'"],
  styleSrc: ["'self'"],
  imgSrc: ["'self'", 'data:', 'blob:'],
  connectSrc: ["'self'"],
  objectSrc: ["'none'"],
  frameAncestors: ["'none'"],
  upgradeInsecureRequests: null,
};

/** The pages of the API's documentation bring their styles within them. */
const DOCS = '/api/docs';
const POLICY_OF_DOCS = { ...POLICY, styleSrc: [...POLICY.styleSrc, "'unsafe-inline'"] };

const withPolicy = (directives: typeof POLICY): RequestHandler =>
  helmet({ contentSecurityPolicy: { directives }, strictTransportSecurity: false } satisfies HelmetOptions);

/** What browsers are told about every answer. */
export function securityHeaders(): RequestHandler {
  const [everywhere, docs] = [withPolicy(POLICY), withPolicy(POLICY_OF_DOCS)];
  return (request, response, next) => (request.path.startsWith(DOCS) ? docs : everywhere)(request, response, next);
}

import { X509Certificate } from 'node:crypto';
import { environmentVariables, readConfig, tlsIdentity } from '@codecsmith/platform';
import { checkGivenNats } from './given-nats.ts';
import { checkGivenPostgres } from './given-postgres.ts';
import type { ServerCheck } from './server-check.ts';

/** Looks at the servers that settings name; a lab's own are made as they must be. */
export async function checkGivenServers(): Promise<ServerCheck[]> {
  const variables = environmentVariables();
  const isGiven = (name: string) => Boolean(variables[name] ?? variables[`${name}_FILE`]);
  const checks: Promise<ServerCheck>[] = [];
  if (isGiven('LAB_LEDGER_DATABASE_URL'))
    checks.push(checkGivenPostgres(readConfig(['LAB_LEDGER_DATABASE_URL']).LAB_LEDGER_DATABASE_URL));
  if (isGiven('LAB_NATS_URL')) {
    const config = readConfig(['LAB_NATS_URL', 'LAB_NATS_USER', 'LAB_NATS_PASSWORD']);
    const { LAB_NATS_URL: url, LAB_NATS_USER: user, LAB_NATS_PASSWORD: password } = config;
    checks.push(checkGivenNats({ url, user, password }));
  }
  for (const part of ['API', 'NATS'] as const)
    if (isGiven(`LAB_${part}_CERTIFICATE`) || isGiven(`LAB_${part}_KEY`)) checks.push(Promise.resolve(checkTls(part)));
  return Promise.all(checks);
}

/** Whether a certificate can be read, belongs to its key, and has not ended. */
function checkTls(part: 'API' | 'NATS'): ServerCheck {
  const name = `certificate (LAB_${part}_CERTIFICATE)`;
  try {
    const { certificate = '' } = tlsIdentity(part) ?? {};
    return { name, version: `until ${new X509Certificate(certificate).validTo}`, problems: [] };
  } catch (error) {
    return { name, version: null, problems: [error instanceof Error ? error.message : String(error)] };
  }
}

/** Lines that say of each whether it fits. */
export const serverLines = (checks: readonly ServerCheck[]): string[] =>
  checks.flatMap(({ name, version, problems }) => {
    const title = `your ${name} ${version ?? ''}`.trimEnd();
    return problems.length === 0 ? [`${title} fits`] : problems.map((problem) => `${title}: ${problem}`);
  });

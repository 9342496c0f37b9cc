import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { BadSetting, environmentVariables, readConfig, type Variables } from '../config/read-config.ts';

/** A certificate and its key, as PEM. */
export interface TlsIdentity {
  readonly certificate: string;
  readonly key: string;
}

const PEM_CERTIFICATE = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/**
 * Lets this process trust the authorities of `LAB_TLS_CA` beside the usual ones, whatever it connects to: NATS, Postgres
 * and HTTPS servers.
 *
 * @throws BadSetting when the file cannot be read or holds no certificate
 */
export function trustAuthorities(variables: Variables = environmentVariables()): void {
  const { LAB_TLS_CA: file } = readConfig(['LAB_TLS_CA'], variables);
  if (file === undefined) return;
  setDefaultCACertificates([...getCACertificates('default'), ...authoritiesIn(file)]);
}

function authoritiesIn(file: string): readonly string[] {
  const found = textOf('LAB_TLS_CA', file).match(PEM_CERTIFICATE) ?? [];
  if (found.length === 0) throw new BadSetting(`LAB_TLS_CA: ${file} holds no certificate; allowed: a file in PEM`);
  for (const each of found) readCertificate('LAB_TLS_CA', file, each);
  return found;
}

/**
 * What a server or a client shows of itself; undefined where neither setting names a file.
 *
 * @throws BadSetting when one of the two is missing, cannot be read, has ended, or does not belong to the other
 */
export function tlsIdentity(
  part: 'API' | 'NATS',
  variables: Variables = environmentVariables(),
): TlsIdentity | undefined {
  const [certificateName, keyName] = [`LAB_${part}_CERTIFICATE`, `LAB_${part}_KEY`] as const;
  const config = readConfig([certificateName, keyName], variables);
  const [certificateFile, keyFile] = [config[certificateName], config[keyName]];
  if (certificateFile === undefined && keyFile === undefined) return undefined;
  if (certificateFile === undefined) throw new BadSetting(`${certificateName} is not set, and ${keyName} is; set both`);
  if (keyFile === undefined) throw new BadSetting(`${keyName} is not set, and ${certificateName} is; set both`);
  const identity = { certificate: textOf(certificateName, certificateFile), key: textOf(keyName, keyFile) };
  const certificate = readCertificate(certificateName, certificateFile, identity.certificate);
  if (!fits(certificate, identity.key))
    throw new BadSetting(`${keyName}: ${keyFile} is not the key of ${certificateFile}`);
  return identity;
}

function readCertificate(setting: string, file: string, text: string): X509Certificate {
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(text);
  } catch {
    throw new BadSetting(`${setting}: ${file} holds no certificate; allowed: a file in PEM`);
  }
  if (certificate.validToDate.getTime() < Date.now()) {
    throw new BadSetting(`${setting}: the certificate in ${file} ended on ${certificate.validToDate.toISOString()}`);
  }
  return certificate;
}

function fits(certificate: X509Certificate, key: string): boolean {
  try {
    return certificate.checkPrivateKey(createPrivateKey(key));
  } catch {
    return false;
  }
}

function textOf(setting: string, file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new BadSetting(`${setting}: ${file} cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
}

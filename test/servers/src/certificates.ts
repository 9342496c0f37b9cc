import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Files (PEM) of an authority and of one certificate that it gave, for 127.0.0.1, server and client alike. */
export interface TestCertificates {
  readonly authority: string;
  readonly certificate: string;
  readonly key: string;
}

/** Makes an authority of its own for one test, and a certificate by it, good for a day. */
export async function makeCertificates(folder: string): Promise<TestCertificates> {
  const file = (name: string): string => join(folder, name);
  const key = (name: string) => [
    '-newkey',
    'ec',
    '-pkeyopt',
    'ec_paramgen_curve:prime256v1',
    '-nodes',
    '-keyout',
    name,
  ];
  const openssl = (...args: string[]) => run('openssl', args);
  const [authority, authorityKey, certificate, certificateKey, request, names] = [
    ...['ca.pem', 'ca.key', 'server.pem', 'server.key', 'server.csr', 'server.ext'].map(file),
  ] as [string, string, string, string, string, string];
  await openssl('req', '-x509', ...key(authorityKey), '-out', authority, '-days', '1', '-subj', '/CN=test authority');
  await openssl('req', ...key(certificateKey), '-out', request, '-subj', '/CN=127.0.0.1');
  await writeFile(names, 'subjectAltName=IP:127.0.0.1\n');
  const signedBy = ['-CA', authority, '-CAkey', authorityKey, '-CAcreateserial'];
  await openssl('x509', '-req', '-in', request, ...signedBy, '-out', certificate, '-days', '1', '-extfile', names);
  return { authority, certificate, key: certificateKey };
}

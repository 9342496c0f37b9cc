import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { tlsIdentity, trustAuthorities } from '@codecsmith/platform';
import { makeCertificates } from '@codecsmith/test-servers';
import { startSmallLab } from './small-lab.testing.ts';

it('an api with a certificate speaks HTTPS, to those who trust its authority, and nothing else', async () => {
  const known = getCACertificates('default');
  const folder = await mkdtemp(join(tmpdir(), 'codecsmith-https-'));
  const { authority, certificate, key } = await makeCertificates(folder);
  const tls = tlsIdentity('API', { LAB_API_CERTIFICATE: certificate, LAB_API_KEY: key });
  const lab = await startSmallLab({ tls });
  try {
    expect(lab.url).toMatch(/^https:/);
    await expect(lab.client('operator').clips()).rejects.toThrow();
    trustAuthorities({ LAB_TLS_CA: authority });
    expect(await lab.client('operator').clips()).toEqual([]);
    await expect(fetch(lab.url.replace('https:', 'http:'))).rejects.toThrow('fetch failed');
  } finally {
    setDefaultCACertificates(known);
    await lab.stop();
    await rm(folder, { recursive: true, force: true });
  }
});

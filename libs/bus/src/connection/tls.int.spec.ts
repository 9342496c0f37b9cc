import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { freePort, tlsIdentity, trustAuthorities, type TlsIdentity } from '@codecsmith/platform';
import { makeCertificates, startTestNats, type TestCertificates } from '@codecsmith/test-servers';
import { connect } from '@nats-io/transport-node';
import { connectBus, tlsOptions } from './connect-bus.ts';

const PUBLIC = getCACertificates('default');

let folder: string;
let files: TestCertificates;
let identity: TlsIdentity;
let server: ChildProcess;
let port: number;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'codecsmith-tls-'));
  files = await makeCertificates(folder);
  const variables = { LAB_NATS_CERTIFICATE: files.certificate, LAB_NATS_KEY: files.key };
  identity = tlsIdentity('NATS', variables) as TlsIdentity;
  port = await freePort();
  const { authority, certificate, key } = files;
  await writeFile(
    join(folder, 'nats.conf'),
    `listen: "127.0.0.1:${port}"\ntls { cert_file: "${certificate}", key_file: "${key}", ca_file: "${authority}", verify: true }\n`,
  );
  server = spawn('nats-server', ['--config', join(folder, 'nats.conf')], { stdio: 'ignore' });
});
afterEach(() => setDefaultCACertificates(PUBLIC));
afterAll(async () => {
  server.kill();
  await once(server, 'exit');
  await rm(folder, { recursive: true, force: true });
});

const connectOnce = (given: Partial<Parameters<typeof tlsOptions>[0]>) =>
  connect({
    servers: `127.0.0.1:${port}`,
    reconnect: false,
    ...tlsOptions({ url: `tls://127.0.0.1:${port}`, ...given }),
  });

describe('a bus that is encrypted', () => {
  it('is reached by those who trust its authority and show a certificate of it, and by nobody without one', async () => {
    trustAuthorities({ LAB_TLS_CA: files.authority });
    const bus = await connectBus({ url: `tls://127.0.0.1:${port}`, name: 'spec', identity });
    bus.publish('a.subject', 'x');
    await bus.flush();
    expect(bus.info?.tls_required).toBe(true);
    await bus.close();
    // Its authority is trusted by now, so only the missing certificate is left to be refused.
    await expect(connectOnce({})).rejects.toThrow();
  });

  it('is refused by those who do not know its authority', async () => {
    await expect(connectOnce({ identity })).rejects.toThrow(/certificate/i);
  });

  it('is not taken for one that is not', async () => {
    const open = await startTestNats();
    const url = `tls://127.0.0.1:${open.port}`;
    await expect(
      connect({ servers: `127.0.0.1:${open.port}`, reconnect: false, ...tlsOptions({ url }) }),
    ).rejects.toThrow(/tls/i);
    await open.stop();
  });
});

describe('files of certificates', () => {
  const refusal = (variables: Record<string, string>): string => {
    try {
      trustAuthorities(variables);
      tlsIdentity('API', variables);
      return 'taken';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('are refused where they are none, do not fit, or lack the other', async () => {
    const other = await mkdtemp(join(tmpdir(), 'codecsmith-tls-'));
    const { key } = await makeCertificates(other);
    const { authority, certificate } = files;
    const text = join(other, 'text');
    await writeFile(text, await readFile(key, 'utf8'));
    expect(refusal({ LAB_TLS_CA: text })).toBe(`LAB_TLS_CA: ${text} holds no certificate; allowed: a file in PEM`);
    expect(refusal({ LAB_TLS_CA: '/nowhere' })).toBe('LAB_TLS_CA: /nowhere cannot be read (ENOENT)');
    expect(refusal({ LAB_API_CERTIFICATE: certificate })).toBe(
      'LAB_API_KEY is not set, and LAB_API_CERTIFICATE is; set both',
    );
    expect(refusal({ LAB_API_CERTIFICATE: certificate, LAB_API_KEY: key })).toBe(
      `LAB_API_KEY: ${key} is not the key of ${certificate}`,
    );
    expect(refusal({ LAB_TLS_CA: authority, LAB_API_CERTIFICATE: certificate, LAB_API_KEY: files.key })).toBe('taken');
    await rm(other, { recursive: true, force: true });
  });
});

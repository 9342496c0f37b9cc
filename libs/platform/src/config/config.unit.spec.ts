import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { configurationPage } from './configuration-page.ts';
import { CHECKOUT, labHomeOf } from './lab-home.ts';
import { BadSetting, environmentVariables, readConfig, secretValues, unknownVariables } from './read-config.ts';

describe('reading the configuration', () => {
  it('gives parsed values and defaults for the names asked for', () => {
    const config = readConfig(['LAB_API_PORT', 'LAB_EXECUTOR_LANES', 'LAB_EXECUTOR_ALLOW_UNSAFE', 'LAB_NATS_USER'], {
      LAB_API_PORT: '8080',
      LAB_EXECUTOR_LANES: 'gpu, cpu,gpu',
    });

    expect(config).toEqual({
      LAB_API_PORT: 8080,
      LAB_EXECUTOR_LANES: ['gpu', 'cpu'],
      LAB_EXECUTOR_ALLOW_UNSAFE: false,
      LAB_NATS_USER: undefined,
    });
  });

  it.each([
    ['LAB_API_PORT', '80x', 'LAB_API_PORT is "80x"; allowed: a whole number from 0 to 65535'],
    ['LAB_API_PORT', '-1', 'LAB_API_PORT is "-1"; allowed: a whole number from 0 to 65535'],
    ['LAB_LOG_LEVEL', 'loud', 'LAB_LOG_LEVEL is "loud"; allowed: trace, debug, info, warn, error, fatal, silent'],
    [
      'LAB_EXECUTOR_LANES',
      'cpu,tpu',
      'LAB_EXECUTOR_LANES is "cpu,tpu"; allowed: one or more of cpu, gpu, separated by commas',
    ],
    ['LAB_HOME', 'here', 'LAB_HOME is "here"; allowed: an absolute path'],
    ['LAB_EXECUTOR_ALLOW_UNSAFE', 'yes', 'LAB_EXECUTOR_ALLOW_UNSAFE is "yes"; allowed: true, false'],
    [
      'LAB_LEDGER_DATABASE_URL',
      'mysql://u:hunter22@h/d',
      'LAB_LEDGER_DATABASE_URL is (a secret); allowed: a URL that begins with postgres:// or postgresql://',
    ],
  ])('refuses %s=%s, also when nobody here reads it', (name, value, message) => {
    expect(() => readConfig([], { [name]: value })).toThrow(new BadSetting(message));
  });

  it('refuses a missing value only to those who need it', () => {
    expect(readConfig([], {})).toEqual({});
    expect(() => readConfig(['LAB_NATS_URL'], {})).toThrow(
      new BadSetting('LAB_NATS_URL is not set; allowed: a URL that begins with nats:// or tls:// or ws:// or wss://'),
    );
  });

  it('reads a secret from the file that NAME_FILE names, and not from both', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'config-')), 'token');
    writeFileSync(file, 'from-the-file\n');

    expect(readConfig(['LAB_API_TOKEN'], { LAB_API_TOKEN_FILE: file })).toEqual({ LAB_API_TOKEN: 'from-the-file' });
    expect(secretValues({ LAB_API_TOKEN_FILE: file })).toEqual(['from-the-file']);
    expect(() => readConfig([], { LAB_API_TOKEN_FILE: file, LAB_API_TOKEN: 'x' })).toThrow(
      new BadSetting('LAB_API_TOKEN and LAB_API_TOKEN_FILE are both set; allowed: one'),
    );
    expect(() => readConfig([], { LAB_API_TOKEN_FILE: '/nowhere' })).toThrow(
      new BadSetting('LAB_API_TOKEN_FILE is "/nowhere"; allowed: a readable file'),
    );
  });

  it('takes .env of the working folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'config-'));
    writeFileSync(join(folder, '.env'), '# a comment\nLAB_API_PORT=9090\nPATH=/never/wins\n');

    const variables = environmentVariables(folder);

    expect(readConfig(['LAB_API_PORT'], variables)).toEqual({ LAB_API_PORT: 9090 });
    expect(variables['PATH']).not.toBe('/never/wins');
  });

  it('names variables that look like settings and are none', () => {
    expect(unknownVariables({ LAB_EXECTUOR_SLOTS: '2', LAB_API_PORT: '1', LAB_API_TOKEN_FILE: '', HOME: '/' })).toEqual(
      ['LAB_EXECTUOR_SLOTS'],
    );
  });
});

describe('the home of a lab', () => {
  it('differs from checkout to checkout and follows the user', () => {
    expect(labHomeOf('/a', true)).toBe('/var/lib/codecsmith/6a50dc858413');
    expect(labHomeOf('/a', true)).not.toBe(labHomeOf('/b', true));
    expect(labHomeOf('/a', false)).toMatch(/\/\.local\/share\/codecsmith\/6a50dc858413$/);
  });
});

describe('docs/configuration.md', () => {
  it('is what the table says', () => {
    expect(readFileSync(join(CHECKOUT, 'docs/configuration.md'), 'utf8')).toBe(configurationPage());
  });
});

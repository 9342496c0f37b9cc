import { readInvitation, settingsOf, writeInvitation, type Invitation } from './invitation.ts';

const INVITATION: Invitation = {
  name: 'attic',
  apiUrl: 'http://10.0.0.1:8080',
  apiToken: 'a'.repeat(48),
  natsUrl: 'nats://10.0.0.1:4333',
  natsUser: 'attic',
  natsPassword: 'secret',
  lanes: ['cpu', 'gpu'],
  slots: 0,
  labId: 'lab',
  version: '0.2.0',
};

describe('an invitation', () => {
  it('is one word that gives back what it was made of', () => {
    const text = writeInvitation(INVITATION);
    expect(text).toMatch(/^[\w.-]+$/);
    expect(readInvitation(text)).toEqual(INVITATION);
  });

  it.each(['', 'hello', 'codecsmith-executor-1.', writeInvitation(INVITATION).slice(0, -9)])(
    'is refused when it is "%s"',
    (text) => {
      expect(() => readInvitation(text)).toThrow(/^invitation: /);
    },
  );

  it('becomes the settings of the executor', () => {
    expect(settingsOf({ ...INVITATION, natsUser: null, natsPassword: null })).toEqual({
      LAB_API_URL: 'http://10.0.0.1:8080',
      LAB_API_TOKEN: 'a'.repeat(48),
      LAB_NATS_URL: 'nats://10.0.0.1:4333',
      LAB_EXECUTOR_NAME: 'attic',
      LAB_EXECUTOR_LANES: 'cpu,gpu',
      LAB_EXECUTOR_SLOTS: '0',
    });
  });
});

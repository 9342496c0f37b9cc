import { busAccess, followMessage } from './bus-access.ts';

describe('access to the bus', () => {
  it('comes from the URL that a user was given', () => {
    expect(busAccess('nats://ada:s%40crt@127.0.0.1:4333')).toEqual({
      servers: 'nats://127.0.0.1:4333',
      user: 'ada',
      pass: 's@crt',
      inboxPrefix: '_INBOX.ada',
    });
    expect(busAccess('nats://127.0.0.1:4333', 'analytics')).toEqual({
      servers: 'nats://127.0.0.1:4333',
      inboxPrefix: '_INBOX.analytics',
    });
  });

  it('asks for a durable in the name of the user', () => {
    expect(followMessage('ada', { from: 7, acknowledge: 'none' })).toEqual({
      subject: 'lab.v1.ask.facts.follow.user.ada',
      payload: '{"from":7,"acknowledge":"none"}',
    });
  });
});

import { commandMessage } from './commands.ts';

const DIGEST = 'c'.repeat(64);

describe('the message of a command', () => {
  it('says where it goes and what it looks like', () => {
    const options = { id: 'c1', aggregateId: 'exp-1', actor: 'user:ada', correlationId: 'camp', traceparent: '00-…' };
    const message = commandMessage('experiment', 'cancel', { reason: 'enough' }, options, 'ask');
    expect(message.subject).toBe('lab.v1.ask.experiment.cancel');
    expect(JSON.parse(message.payload)).toEqual({
      specversion: '1.0',
      id: 'c1',
      type: 'lab.v1.cmd.experiment.cancel',
      source: 'user:ada',
      subject: 'exp-1',
      correlationid: 'camp',
      traceparent: '00-…',
      data: { reason: 'enough' },
    });
  });

  it('names the user of the connection in its subject', () => {
    const { subject } = commandMessage('anchor', 'measure', ANCHOR, { id: 'c4', user: 'ada' }, 'ask');
    expect(subject).toBe('lab.v1.ask.anchor.measure.user.ada');
  });

  it('is durable unless asked otherwise, and leaves out what is not given', () => {
    const { subject, payload } = commandMessage('anchor', 'measure', ANCHOR, { id: 'c2' });
    expect(subject).toBe('lab.v1.cmd.anchor.measure');
    expect(JSON.parse(payload)).toEqual({
      specversion: '1.0',
      id: 'c2',
      type: 'lab.v1.cmd.anchor.measure',
      data: { clip: DIGEST, encoder: 'x264', mode: 'low-delay' },
    });
  });

  it('fits its aggregate and its verb, or does not compile', () => {
    const options = { id: 'c3', aggregateId: 'camp' };
    const messages = [
      commandMessage('campaign', 'start', { clips: ['park'], budget: { evaluations: 1 } }, options),
      commandMessage('campaign', 'pause', {}, options),
      // @ts-expect-error -- a clip cannot be paused
      commandMessage('clip', 'pause', {}, options),
      // @ts-expect-error -- a campaign needs clips
      commandMessage('campaign', 'start', { budget: { evaluations: 1 } }, options),
      // @ts-expect-error -- an anchor has no such encoder
      commandMessage('anchor', 'measure', { ...ANCHOR, encoder: 'x266' }, options),
    ];
    expect(messages.map(({ subject }) => subject)).toEqual([
      'lab.v1.cmd.campaign.start',
      'lab.v1.cmd.campaign.pause',
      'lab.v1.cmd.clip.pause',
      'lab.v1.cmd.campaign.start',
      'lab.v1.cmd.anchor.measure',
    ]);
  });
});

const ANCHOR = { clip: DIGEST, encoder: 'x264', mode: 'low-delay' } as const;

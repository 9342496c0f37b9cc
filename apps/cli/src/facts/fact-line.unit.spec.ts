import { sampleClip } from '@codecsmith/experiment/testing';
import { summaryOf } from './fact-line.ts';

describe('a fact in a few words', () => {
  it('says what was asked for', () => {
    const clip = sampleClip({ name: 'orchard' });
    const data = {
      source: { kind: 'generated', provider: 'template', seed: '7' },
      clips: [clip],
      qualities: [20, 40],
      track: null,
      limits: {},
      lane: 'cpu',
      campaign: null,
      parents: [],
      operator: null,
    };
    expect(summaryOf({ type: 'ExperimentRequested', data })).toBe('template 7 on orchard at quality 20, 40');
  });

  it('says how it ended, with the cause', () => {
    const cause = { code: 'no_decoder', message: 'decompress_video_frame is missing' };
    expect(summaryOf({ type: 'ExperimentConcluded', data: { outcome: 'rejected', cause, score: null } })).toBe(
      'rejected: decompress_video_frame is missing',
    );
    expect(summaryOf({ type: 'ExperimentConcluded', data: { outcome: 'completed', cause: null, score: null } })).toBe(
      'completed',
    );
  });

  it('says nothing of facts it cannot read', () => {
    expect(summaryOf({ type: 'SomethingNewer', data: {} })).toBe('');
    expect(summaryOf({ type: 'ExecutionQueued', data: { attempt: 'many' } })).toBe('');
  });
});

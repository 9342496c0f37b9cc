import type { LabClient } from '@codecsmith/client';
import { visible, visibleClient } from './visible.ts';

const HOSTILE = '</script>\u001b[2J\u202e txt.exe\u0007\u200b';
const SHOWN = '</script>\\u001b[2J\\u202e txt.exe\\u0007\\u200b';

describe('text of facts on a page', () => {
  it('is escaped wherever it stands, names of fields too, and lines stay lines', () => {
    expect(visible({ cause: { message: HOSTILE, [HOSTILE]: [1, null, `a\n\t${HOSTILE}`] } })).toEqual({
      cause: { message: SHOWN, [SHOWN]: [1, null, `a\n\t${SHOWN}`] },
    });
  });

  it('is escaped in whatever the client answers, and bytes stay bytes', async () => {
    const lab = visibleClient({
      status: () => Promise.resolve({ version: HOSTILE }),
      artifact: () => Promise.resolve(Uint8Array.of(27, 1)),
      refuse: () => Promise.reject(new Error('no')),
      name: HOSTILE,
    } as unknown as LabClient);
    expect(await lab.status()).toEqual({ version: SHOWN });
    expect(await lab.artifact('a')).toEqual(Uint8Array.of(27, 1));
    await expect((lab as unknown as { refuse(): Promise<void> }).refuse()).rejects.toThrow('no');
  });
});

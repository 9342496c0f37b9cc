import { parcel } from '../contract/parcel.aggregate.ts';
import { openLedger } from '../writer/writer.ts';
import { StorageFull } from '../port/storage.ts';
import { MemoryStorage } from './memory-storage.ts';

describe('a ledger whose disk has too little room', () => {
  let unhealthyReason: string | undefined;
  const open = () =>
    openLedger(new MemoryStorage(), {
      aggregates: [{ ...parcel, bringsWork: ['register'] }],
      diskFullReason: () => unhealthyReason,
    });
  const register = (id: string, actor = 'user:someone') => ({
    ...{ id, aggregate: 'parcel', type: 'register', actor },
    data: { label: id },
  });

  it('refuses new work, ends what runs, answers what it took before, and takes all again when there is room', async () => {
    const ledger = await open();
    expect(await ledger.submit(register('before'))).toMatchObject({ accepted: true });

    unhealthyReason = 'disk: /lab has 3 MiB free; new work needs 2048 MiB';

    expect(await ledger.submit(register('new'))).toMatchObject({
      accepted: false,
      refusal: { code: 'disk_full', message: unhealthyReason },
    });
    expect(await ledger.submit(register('before'))).toMatchObject({ accepted: true });
    const pack = {
      id: 'pack',
      aggregate: 'parcel',
      aggregateId: 'parcel-before',
      type: 'pack',
      data: { items: ['a'] },
    };
    expect(await ledger.submit(pack)).toMatchObject({ accepted: true });
    // A service asks again until there is an answer.
    await expect(ledger.submit(register('by-service', 'service:campaigns'))).rejects.toThrow(unhealthyReason);

    unhealthyReason = undefined;

    expect(await ledger.submit(register('new'))).toMatchObject({ accepted: true });
    expect(await ledger.submit(register('by-service', 'service:campaigns'))).toMatchObject({ accepted: true });
    await ledger.close();
  });

  it('says so when its database has none, and stores nothing', async () => {
    const storage = new MemoryStorage();
    const store = storage.commit.bind(storage);
    storage.commit = () => Promise.reject(new StorageFull('could not extend file'));
    const ledger = await openLedger(storage, { aggregates: [parcel] });
    expect(await ledger.submit(register('new'))).toMatchObject({
      ...{ accepted: false, refusal: { code: 'disk_full', message: 'the log: could not extend file' } },
    });
    await expect(ledger.submit(register('by-service', 'service:campaigns'))).rejects.toThrow('could not extend file');
    storage.commit = store;
    expect(await ledger.submit(register('new'))).toMatchObject({ accepted: true, position: 1, repeated: false });
    await ledger.close();
  });
});

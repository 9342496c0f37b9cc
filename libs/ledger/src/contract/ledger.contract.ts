import { canonicalJson, toFactEvent, type Accepted, type Answer, type Fact, type RawCommand } from '@codecsmith/kernel';
import { GENESIS_HASH, LedgerUnavailable, type Head, type Ledger } from '../port/ledger.ts';
import type { LedgerStorage } from '../port/storage.ts';
import { hashOf } from '../writer/seal.ts';
import { openLedger } from '../writer/writer.ts';
import { parcel } from './parcel.aggregate.ts';

/** Where a ledger under test keeps its log; `connect` twice gives two writers' views of the same log. */
export interface Backing {
  connect(): LedgerStorage;
  dispose(): Promise<void>;
}

const START = Date.parse('2026-01-01T00:00:00.000Z');

/** What every ledger does, wherever it keeps its log. */
export function ledgerContract(name: string, prepare: () => Promise<Backing>): void {
  describe(`${name} decides and remembers`, () => {
    let backing: Backing;
    let ledger: Ledger;
    let nowMs: number;
    let faults: string[];

    const open = (): Promise<Ledger> =>
      openLedger(backing.connect(), {
        aggregates: [parcel],
        clock: () => new Date(nowMs),
        onFault: (_error, id) => faults.push(id),
      });

    beforeEach(async () => {
      nowMs = START;
      faults = [];
      backing = await prepare();
      ledger = await open();
    });
    afterEach(async () => {
      await ledger.close();
      await backing.dispose();
    });

    const send = (id: string, type: string, data: unknown, aggregateId?: string): Promise<Answer> =>
      ledger.submit({ id, aggregate: 'parcel', type, aggregateId, data });
    const register = (id: string, label = id) => send(id, 'register', { label }, id);
    const accepted = async (answer: Promise<Answer>): Promise<Accepted> => {
      const given = await answer;
      if (!given.accepted) throw new Error(`refused: ${JSON.stringify(given.refusal)}`);
      return given;
    };

    it('starts empty and appends facts with place, cause and hash', async () => {
      expect(await ledger.head()).toEqual({ position: 0, hash: GENESIS_HASH });
      const answer = await ledger.submit({
        id: 'c1',
        aggregate: 'parcel',
        type: 'register',
        aggregateId: 'p1',
        actor: 'user:ann',
        correlationId: 'trip',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        data: { label: 'books' },
      });
      expect(answer).toEqual({
        accepted: true,
        id: 'c1',
        aggregateId: 'p1',
        version: 1,
        position: 1,
        facts: ['ParcelRegistered'],
        repeated: false,
      });
      const fact: Omit<Fact, 'hash'> = {
        id: 'p1:1',
        type: 'ParcelRegistered',
        schemaVersion: 1,
        aggregate: 'parcel',
        aggregateId: 'p1',
        version: 1,
        position: 1,
        occurredAt: '2026-01-01T00:00:00.000Z',
        causationId: 'c1',
        correlationId: 'trip',
        actor: 'user:ann',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
        data: { label: 'books', size: 'small' },
      };
      const hash = hashOf(GENESIS_HASH, canonicalJson(toFactEvent(fact)));
      expect(await ledger.read('p1')).toEqual([{ ...fact, hash }]);
      expect(await ledger.head()).toEqual({ position: 1, hash });
    });

    it('keeps positions gapless and one hash chain over interleaved aggregates', async () => {
      await Promise.all(Array.from({ length: 40 }, (_, i) => register(`p${i}`)));
      await Promise.all(
        Array.from({ length: 40 }, (_, i) => send(`pack-${i}`, 'pack', { items: ['a', 'b'] }, `p${i % 7}`)),
      );
      const facts = await ledger.readFrom(1, 1000);
      expect(facts.map((fact) => fact.position)).toEqual(Array.from({ length: 120 }, (_, i) => i + 1));
      let previous = GENESIS_HASH;
      for (const fact of facts) {
        expect(fact.hash).toBe(hashOf(previous, canonicalJson(toFactEvent(fact))));
        previous = fact.hash;
      }
      expect((await ledger.read('p3')).map((fact) => fact.version)).toEqual(
        Array.from({ length: 13 }, (_, i) => i + 1),
      );
      expect((await ledger.readFrom(118, 2)).map((fact) => fact.position)).toEqual([118, 119]);
    });

    it('gives a new aggregate the id that its definition derives, and refuses a verb that needs one', async () => {
      expect((await accepted(send('c1', 'register', { label: 'x' }))).aggregateId).toBe('parcel-c1');
      expect(await send('c2', 'pack', { items: [] })).toEqual({
        accepted: false,
        id: 'c2',
        refusal: { code: 'no_subject', message: 'subject: parcel.pack needs the id of its parcel', field: 'subject' },
      });
    });

    it('correlates later facts of an aggregate with its first', async () => {
      await ledger.submit({
        id: 'c1',
        aggregate: 'parcel',
        type: 'register',
        aggregateId: 'p1',
        correlationId: 'trip',
        data: { label: 'a' },
      });
      await send('c2', 'pack', { items: ['x'] }, 'p1');
      expect((await ledger.read('p1')).map((fact) => fact.correlationId)).toEqual(['trip', 'trip']);
    });

    it('answers a repeated id as it was first accepted, in the same batch, later, and after a restart', async () => {
      const [first, twin] = await Promise.all([register('p1'), register('p1')]);
      expect([first, twin].map((answer) => answer.accepted && answer.repeated)).toEqual([false, true]);
      await send('more', 'pack', { items: ['x'] }, 'p1');
      expect(await register('p1')).toEqual({ ...first, repeated: true });
      await ledger.close();
      ledger = await open();
      expect(await register('p1')).toEqual({ ...first, repeated: true });
      expect(await ledger.find('p1')).toEqual({ ...first, repeated: true });
      expect(await ledger.find('nobody')).toBeUndefined();
      expect((await ledger.head()).position).toBe(2);
    });

    it('answers a repeated id even when its data would be refused today', async () => {
      const first = await register('p1');
      expect(await send('p1', 'register', { label: '' }, 'p1')).toEqual({ ...first, repeated: true });
    });

    it('refuses an id that was accepted for another command', async () => {
      await register('p1');
      expect(await send('p1', 'pack', { items: [] }, 'p1')).toMatchObject({
        refusal: { code: 'command_id_taken', field: 'id' },
      });
    });

    it('decides a refused id afresh', async () => {
      expect(await send('c1', 'pack', { items: ['x'] }, 'p1')).toMatchObject({ refusal: { code: 'unknown_parcel' } });
      await register('p1');
      expect(await send('c1', 'pack', { items: ['x'] }, 'p1')).toMatchObject({ accepted: true, repeated: false });
    });

    it('remembers an acceptance without news', async () => {
      await register('p1');
      const nothing = { accepted: true, id: 'c1', aggregateId: 'p1', version: 1, position: 1, facts: [] };
      expect(await send('c1', 'pack', { items: [] }, 'p1')).toEqual({ ...nothing, repeated: false });
      expect(await send('c1', 'pack', { items: ['now some'] }, 'p1')).toEqual({ ...nothing, repeated: true });
    });

    it('decides upon what earlier commands of the same batch did', async () => {
      const answers = await Promise.all([
        register('p1'),
        send('c1', 'pack', { items: ['a', 'b'] }, 'p1'),
        send('c2', 'pack', { items: ['c'] }, 'p1'),
      ]);
      expect(answers.map((answer) => answer.accepted && answer.version)).toEqual([1, 3, 4]);
      expect((await ledger.read('p1')).at(-1)?.data).toEqual({ item: 'c', number: 2 });
    });

    it('looks up what other aggregates claimed, in the same batch, later, and after a restart', async () => {
      const [first, second] = await Promise.all([register('p1', 'one'), register('p2', 'one')]);
      expect(first.accepted).toBe(true);
      const taken = { code: 'label_taken', message: 'label: {"parcel":"p1"}' };
      expect(second).toEqual({ accepted: false, id: 'p2', refusal: taken });
      expect(await register('p3', 'one')).toEqual({ accepted: false, id: 'p3', refusal: taken });
      await ledger.close();
      ledger = await open();
      expect(await register('p4', 'one')).toEqual({ accepted: false, id: 'p4', refusal: taken });
    });

    it('folds its state again after a restart', async () => {
      await register('p1');
      await send('c1', 'pack', { items: ['a', 'b'] }, 'p1');
      await ledger.close();
      ledger = await open();
      await send('c2', 'pack', { items: ['c'] }, 'p1');
      expect((await ledger.read('p1')).at(-1)).toMatchObject({ version: 4, position: 4, data: { number: 2 } });
    });

    it('refuses what is not a command, and names field, value and what is allowed', async () => {
      const refusalOf = async (raw: Partial<RawCommand>) => {
        const answer = await ledger.submit({ id: 'c', aggregate: 'parcel', type: 'register', data: {}, ...raw });
        return answer.accepted ? undefined : answer.refusal;
      };
      expect(await refusalOf({ aggregate: 'ship' })).toEqual({
        code: 'unknown_aggregate',
        message: 'aggregate: "ship" is none of parcel',
        field: 'aggregate',
        allowed: ['parcel'],
      });
      expect(await refusalOf({ type: 'toString' })).toMatchObject({ code: 'unknown_type', field: 'type' });
      expect(await refusalOf({ id: 'two words' })).toMatchObject({ code: 'invalid_command', field: 'id' });
      expect(await refusalOf({ aggregateId: 'a.b' })).toMatchObject({ code: 'invalid_command', field: 'subject' });
      expect(await refusalOf({ actor: 'root' })).toMatchObject({ code: 'invalid_command', field: 'source' });
      expect(await refusalOf({ data: { label: 'x', size: 'huge' } })).toEqual({
        code: 'invalid_data',
        message: 'size: "huge" is not allowed: Invalid option: expected one of "small"|"large"',
        field: 'size',
        allowed: ['small', 'large'],
      });
      expect(await refusalOf({ data: null })).toMatchObject({ code: 'invalid_data', field: 'data' });
      expect((await ledger.head()).position).toBe(0);
    });

    it('refuses by itself a command whose text no store can hold; the others of its batch are accepted', async () => {
      await register('p1');
      const answers = await Promise.all([
        send('c1', 'pack', { items: ['before'] }, 'p1'),
        send('c2', 'pack', { items: ['fine', 'nul \0 here'] }, 'p1'),
        send('c3', 'pack', { items: ['half \ud800 pair'] }, 'p1'),
        send('c4', 'register', { label: 'conflict' }, 'p1'),
        send('c5', 'pack', { items: ['after'] }, 'p1'),
      ]);
      expect(answers.map((answer) => (answer.accepted ? 'accepted' : answer.refusal.code))).toEqual([
        'accepted',
        'not_storable',
        'not_storable',
        'already_exists',
        'accepted',
      ]);
      expect(answers[1]).toMatchObject({ refusal: { field: 'items.1' } });
    });

    it('survives rules that throw: that command is refused, its batch is not', async () => {
      await register('p1');
      const answers = await Promise.all([
        send('c1', 'pack', { items: ['x'] }, 'p1'),
        send('c2', 'explode', {}, 'p1'),
        send('c3', 'pack', { items: ['y'] }, 'p1'),
      ]);
      expect(answers.map((answer) => (answer.accepted ? answer.position : answer.refusal.code))).toEqual([
        2,
        'undecidable',
        3,
      ]);
      expect(faults).toEqual(['c2']);
    });

    it('announces every commit that appended facts', async () => {
      const heads: Head[] = [];
      const stop = ledger.onAppended((head) => heads.push(head));
      await register('p1');
      await send('c1', 'pack', { items: [] }, 'p1');
      await send('c2', 'pack', { items: ['a', 'b'] }, 'p1');
      stop();
      await send('c3', 'pack', { items: ['c'] }, 'p1');
      expect(heads.map((head) => head.position)).toEqual([1, 3]);
    });

    it('finishes what was submitted before it closes, and answers nothing afterwards', async () => {
      const answers = Array.from({ length: 20 }, (_, i) => register(`p${i}`));
      await ledger.close();
      expect((await Promise.all(answers)).every((answer) => answer.accepted)).toBe(true);
      await expect(register('late')).rejects.toThrow(LedgerUnavailable);
    });

    describe('leases', () => {
      const take = async (id = 'take', attempt = 1, executor = 'e1') =>
        accepted(send(id, 'take', { attempt, executor }, 'p1'));
      const beat = (token: string, attempt = 1, executor = 'e1', aggregateId = 'p1') =>
        ledger.beat({ aggregateId, attempt, token, executor });

      beforeEach(async () => {
        await register('p1');
      });

      it('issues a token with the acceptance, which beats and ends with the attempt', async () => {
        const { lease } = await take();
        expect(lease).toEqual({
          token: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
          ttlMs: 15_000,
          beatMs: 2_000,
        });
        const token = lease?.token ?? '';
        expect(await beat(token)).toEqual({ verdict: 'continue', ttlMs: 15_000 });
        expect(await send('c1', 'deliver', { attempt: 1, token: 'wrong' }, 'p1')).toMatchObject({
          refusal: { code: 'not_yours' },
        });
        expect((await send('c2', 'deliver', { attempt: 1, token }, 'p1')).accepted).toBe(true);
        expect(await beat(token)).toEqual({ verdict: 'stop', reason: 'concluded' });
      });

      it('stops whoever holds nothing', async () => {
        const token = (await take()).lease?.token ?? '';
        expect(await beat('f'.repeat(32))).toEqual({ verdict: 'stop', reason: 'fenced' });
        expect(await beat(token, 1, 'other')).toEqual({ verdict: 'stop', reason: 'fenced' });
        expect(await beat(token, 2)).toEqual({ verdict: 'stop', reason: 'unknown' });
        expect(await beat(token, 1, 'e1', 'p2')).toEqual({ verdict: 'stop', reason: 'unknown' });
      });

      it('runs out by the clock of the ledger, from the last beat', async () => {
        const token = (await take()).lease?.token ?? '';
        nowMs += 14_000;
        await beat(token);
        nowMs += 15_000;
        expect(await send('g1', 'give-up', { attempt: 1 }, 'p1')).toMatchObject({ refusal: { code: 'lease_alive' } });
        nowMs += 1;
        expect((await send('g1', 'give-up', { attempt: 1 }, 'p1')).accepted).toBe(true);
        expect((await ledger.read('p1')).at(-1)?.data).toEqual({ lastBeatAt: '2026-01-01T00:00:14.000Z' });
        expect(await beat(token)).toEqual({ verdict: 'stop', reason: 'fenced' });
      });

      it('gives a repeat of the taking command a fresh token for the same lease', async () => {
        const first = (await take()).lease?.token ?? '';
        const again = await take();
        expect(again).toMatchObject({ repeated: true, facts: ['ParcelTaken'] });
        const second = again.lease?.token ?? '';
        expect(second).not.toBe(first);
        expect(await beat(first)).toEqual({ verdict: 'stop', reason: 'fenced' });
        expect(await beat(second)).toEqual({ verdict: 'continue', ttlMs: 15_000 });
        await send('c2', 'deliver', { attempt: 1, token: second }, 'p1');
        expect((await take()).lease).toBeUndefined();
      });

      it('starts the time to live again when a writer takes over', async () => {
        const token = (await take()).lease?.token ?? '';
        await ledger.close();
        nowMs += 60_000;
        ledger = await open();
        expect(await send('g1', 'give-up', { attempt: 1 }, 'p1')).toMatchObject({ refusal: { code: 'lease_alive' } });
        expect(await beat(token)).toEqual({ verdict: 'continue', ttlMs: 15_000 });
      });

      it('knows the last beat across a takeover', async () => {
        const token = (await take()).lease?.token ?? '';
        nowMs += 5_000;
        await beat(token);
        await ledger.close();
        nowMs += 60_000;
        ledger = await open();
        nowMs += 15_000;
        expect(await send('g1', 'give-up', { attempt: 1 }, 'p1')).toMatchObject({ refusal: { code: 'lease_alive' } });
        nowMs += 1;
        expect((await send('g1', 'give-up', { attempt: 1 }, 'p1')).accepted).toBe(true);
        expect((await ledger.read('p1')).at(-1)?.data).toEqual({ lastBeatAt: '2026-01-01T00:00:05.000Z' });
      });

      it('knows an ended lease after a restart', async () => {
        const token = (await take()).lease?.token ?? '';
        await send('c2', 'deliver', { attempt: 1, token }, 'p1');
        await ledger.close();
        ledger = await open();
        expect(await beat(token)).toEqual({ verdict: 'stop', reason: 'concluded' });
      });
    });
  });
}

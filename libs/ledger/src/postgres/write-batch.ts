import type { Client, QueryConfig } from 'pg';
import type { LookupEntry } from '../port/aggregate.ts';
import type { AcceptedCommand, Batch, Lease, SealedFact } from '../port/storage.ts';

/** Channel on which a commit with new facts is announced; the payload is the last position. */
export const FACTS_CHANNEL = 'lab_facts';

/**
 * Opens a transaction and writes a batch into it. All statements go out at once: a batch waits for the network and the
 * server's turn once, not once for each. After one that failed the server refuses the rest, so the first failure is the
 * reason.
 */
export async function writeBatch(client: Client, batch: Batch): Promise<void> {
  const statements = [
    ...factStatements(batch.facts),
    ...commandStatements(batch.commands),
    ...entryStatements(batch.entries),
    ...leaseStatements(batch.leases),
  ];
  const sent = [client.query('BEGIN'), ...statements.map((statement) => client.query(statement))];
  const failed = (await Promise.allSettled(sent)).find(({ status }) => status === 'rejected');
  if (failed?.status === 'rejected') throw failed.reason;
}

function factStatements(sealed: readonly SealedFact[]): QueryConfig[] {
  if (sealed.length === 0) return [];
  const facts = sealed.map(({ fact }) => fact);
  const insert = {
    name: 'insert-facts',
    text: `INSERT INTO facts (position, aggregate, aggregate_id, version, type, occurred_at, causation_id,
             correlation_id, event, hash)
           SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[], $6::timestamptz[],
             $7::text[], $8::text[], $9::text[], $10::text[])`,
    values: [
      facts.map((fact) => fact.position),
      facts.map((fact) => fact.aggregate),
      facts.map((fact) => fact.aggregateId),
      facts.map((fact) => fact.version),
      facts.map((fact) => fact.type),
      facts.map((fact) => fact.occurredAt),
      facts.map((fact) => fact.causationId),
      facts.map((fact) => fact.correlationId),
      sealed.map(({ event }) => event),
      facts.map((fact) => fact.hash),
    ],
  };
  const announce = {
    name: 'announce-facts',
    text: `SELECT pg_notify('${FACTS_CHANNEL}', $1)`,
    values: [String(facts.at(-1)?.position)],
  };
  return [insert, announce];
}

function commandStatements(commands: readonly AcceptedCommand[]): QueryConfig[] {
  if (commands.length === 0) return [];
  const statement = {
    name: 'insert-commands',
    text: `INSERT INTO commands (id, aggregate, aggregate_id, type, actor, version, position, facts, leased_attempt)
           SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::int[], $7::bigint[],
             $8::jsonb[], $9::int[])`,
    values: [
      commands.map((command) => command.id),
      commands.map((command) => command.aggregate),
      commands.map((command) => command.aggregateId),
      commands.map((command) => command.type),
      commands.map((command) => command.actor),
      commands.map((command) => command.version),
      commands.map((command) => command.position),
      commands.map((command) => JSON.stringify(command.facts)),
      commands.map((command) => command.leasedAttempt),
    ],
  };
  return [statement];
}

/** The first to claim a key keeps it, until it is freed or a later one is to take its place. */
function entryStatements(entries: readonly LookupEntry[]): QueryConfig[] {
  if (entries.length === 0) return [];
  const latest = entries.filter((entry) => entry.latest === true);
  const statement = {
    name: 'insert-lookups',
    text: `INSERT INTO lookups (kind, key, value)
           SELECT kind, key, value FROM unnest($1::text[], $2::text[], $3::jsonb[]) AS entry (kind, key, value)
           ON CONFLICT (kind, key) DO UPDATE SET value = excluded.value
           WHERE lookups.value = 'null' OR (lookups.kind, lookups.key) IN (SELECT * FROM unnest($4::text[], $5::text[]))`,
    values: [
      entries.map((entry) => entry.kind),
      entries.map((entry) => entry.key),
      entries.map((entry) => JSON.stringify(entry.value)),
      latest.map((entry) => entry.kind),
      latest.map((entry) => entry.key),
    ],
  };
  return [statement];
}

function leaseStatements(leases: readonly Lease[]): QueryConfig[] {
  if (leases.length === 0) return [];
  const statement = {
    name: 'upsert-leases',
    text: `INSERT INTO leases (aggregate_id, attempt, executor, token_hash, beat_at, ttl_ms, ended_at, end_reason)
           SELECT * FROM unnest($1::text[], $2::int[], $3::text[], $4::text[], $5::timestamptz[], $6::int[],
             $7::timestamptz[], $8::text[])
           ON CONFLICT (aggregate_id, attempt) DO UPDATE SET executor = excluded.executor,
             token_hash = excluded.token_hash, beat_at = excluded.beat_at, ttl_ms = excluded.ttl_ms,
             ended_at = excluded.ended_at, end_reason = excluded.end_reason`,
    values: [
      leases.map((lease) => lease.aggregateId),
      leases.map((lease) => lease.attempt),
      leases.map((lease) => lease.executor),
      leases.map((lease) => lease.tokenHash),
      leases.map((lease) => lease.beatAt),
      leases.map((lease) => lease.ttlMs),
      leases.map((lease) => lease.endedAt),
      leases.map((lease) => lease.endReason),
    ],
  };
  return [statement];
}

import type { Fact } from '@codecsmith/kernel';
import { GENESIS_HASH, hashOf, storedFact, type LogRow } from '@codecsmith/ledger';
import { damage, type Finding } from './audit-report.ts';

/** Walks the log from its first row: order, gaps, hashes, versions, and columns that must say what the text says. */
export class ChainCheck {
  readonly findings: Finding[] = [];
  facts = 0;
  head = { position: 0, hash: GENESIS_HASH };
  private readonly versions = new Map<string, number>();

  /** @returns the fact, or undefined when its text cannot be read */
  next(row: LogRow): Fact | undefined {
    this.facts += 1;
    this.checkChain(row);
    this.checkVersion(row);
    this.head = { position: row.position, hash: row.hash };
    try {
      const fact = storedFact(row);
      this.checkColumns(row, fact);
      return fact;
    } catch (error) {
      this.found('unreadable', row, `its text is no fact: ${String(error)}`);
      return undefined;
    }
  }

  private checkChain(row: LogRow): void {
    const expected = this.head.position + 1;
    if (row.position !== expected) this.found('gap', row, `positions ${expected} to ${row.position - 1} are missing`);
    const hash = hashOf(this.head.hash, row.event);
    if (row.hash !== hash)
      this.found('hash', row, `its hash is ${row.hash}; its text and the fact before give ${hash}`);
  }

  private checkVersion(row: LogRow): void {
    const expected = (this.versions.get(row.aggregateId) ?? 0) + 1;
    if (row.version !== expected) {
      this.found('version', row, `it is version ${row.version} of ${row.aggregateId}; ${expected} was expected`);
    }
    this.versions.set(row.aggregateId, row.version);
  }

  private checkColumns(row: LogRow, fact: Fact): void {
    const columns = [
      'position',
      'aggregate',
      'aggregateId',
      'version',
      'type',
      'causationId',
      'correlationId',
    ] as const;
    for (const column of columns) {
      if (row[column] !== fact[column]) {
        this.found('column', row, `column ${column} says ${row[column]}, its text says ${fact[column]}`);
      }
    }
    if (row.occurredAt.toISOString() !== fact.occurredAt) {
      this.found('column', row, `column occurredAt says ${row.occurredAt.toISOString()}, its text ${fact.occurredAt}`);
    }
  }

  private found(code: Finding['code'], row: LogRow, message: string): void {
    this.findings.push(damage(code, row.position, `position ${row.position}: ${message}`));
  }
}

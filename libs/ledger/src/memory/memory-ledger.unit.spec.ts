import { ledgerContract } from '../contract/ledger.contract.ts';
import { MemoryStorage } from './memory-storage.ts';

ledgerContract('the ledger in memory', () => {
  const storage = new MemoryStorage();
  return Promise.resolve({ connect: () => storage, dispose: () => Promise.resolve() });
});

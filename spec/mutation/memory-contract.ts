import { describeStore } from '../contract/store.contract.ts';
import { storeCases } from '../support/stores.ts';

// The contract over the one store that needs no server.
for (const storeCase of storeCases.filter(({ name }) => name === 'memoryStore')) describeStore(storeCase);

import { storeCases } from '../support/stores.ts';
import { describeStore } from './store.contract.ts';

// For `npm run mutation` alone: the contract over the one store that needs no server.
for (const storeCase of storeCases.filter(({ name }) => name === 'memoryStore')) describeStore(storeCase);

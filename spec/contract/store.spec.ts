import { storeCases } from '../support/stores.ts';
import { describeStore } from './store.contract.ts';

for (const storeCase of storeCases) describeStore(storeCase);

import { startPhone } from './phone.js';
import { json } from './shared.js';
import { startTill } from './till.js';

const choices = await json('GET', '/till/choices').catch(() => undefined);
const holder = new URLSearchParams(location.search).get('user') ?? 'alice';
startPhone(document.getElementById('phone'), holder);
startTill(document.getElementById('till'), {
  ...(choices?.body ?? { clients: [], users: [] }),
  holder,
});

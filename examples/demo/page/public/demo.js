import { json, part, write } from './shared.js';
import { startTill } from './till.js';

const holder = new URLSearchParams(location.search).get('user') ?? 'alice';
const phone = document.getElementById('phone');
write(part(phone, 'holder'), holder.charAt(0).toUpperCase() + holder.slice(1));
phone.querySelector(`[data-holder="${holder}"]`)?.setAttribute('aria-current', 'page');

// The approval page of the package, on the phone of this user alone.
part(phone, 'approvals').dataset.api = `/device/${encodeURIComponent(holder)}`;

const choices = await json('GET', '/till/choices').catch(() => undefined);
startTill(document.getElementById('till'), {
  ...(choices?.body ?? { clients: [], users: [] }),
  holder,
});

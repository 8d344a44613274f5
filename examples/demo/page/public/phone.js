import { badge, clock, fill, json, made, part, write } from './shared.js';

const MEANING = {
  openid: 'know that it is you',
  profile: 'see your name',
  email: 'see your e-mail address',
};

const DECIDED = {
  approve: ['check', 'Approved', 'The other device may go on.'],
  deny: ['cross', 'Denied', 'The other device gets nothing.'],
  expired: ['clock', 'Too late', 'The time to answer is over. Nothing was approved.'],
  elsewhere: ['clock', 'No longer open', 'This request was answered or withdrawn elsewhere.'],
};

const OUTCOME = {
  expired: 'expired',
  conflict: 'elsewhere',
  unknown: 'elsewhere',
};

/** The authentication device: shows what is pending and takes decisions. */
export function startPhone(root, holder) {
  const name = holder.charAt(0).toUpperCase() + holder.slice(1);
  /** Cards by approval id; a card stays where it is as long as it is open, so that no tap hits another one. */
  const cards = new Map();
  let connected = true;

  write(part(root, 'holder'), name);
  root.querySelector(`[data-holder="${holder}"]`)?.setAttribute('aria-current', 'page');

  const announce = (text) => write(part(root, 'announcement'), text);

  function card(request) {
    const element = document.getElementById('request').content.cloneNode(true).firstElementChild;
    const { client, scope, binding_message: message } = request;
    const asker = client.client_name ?? client.client_id;
    element.setAttribute('aria-label', [asker, message].filter(Boolean).join(': '));
    write(part(element, 'client'), asker);
    write(part(element, 'client-id'), client.client_id);
    write(part(element, 'message'), message ?? 'No message');
    if (message === undefined) {
      write(part(element, 'message-label'), 'Approve only what you have just started yourself');
      part(element, 'message').closest('.code').classList.add('none');
    }
    part(element, 'scope').append(...scope.map((token) => made('li', MEANING[token] ?? token)));
    const open = {
      element,
      until: Date.parse(request.expiresAt),
      from: Date.parse(request.createdAt),
      busy: false,
    };
    for (const button of element.querySelectorAll('[data-decision]')) {
      button.addEventListener('click', () => decide(request.id, open, button.dataset.decision));
    }
    announce(`${asker} asks for your approval.`);
    return open;
  }

  async function decide(id, open, decision) {
    if (open.busy) return;
    setBusy(open, true);
    try {
      const { status, body } = await json('POST', `/phone/requests/${id}`, { decision });
      if (status === 200) return close(id, decision, true);
      const ended = OUTCOME[body.outcome];
      if (ended) return close(id, ended, true);
      trouble(
        open,
        status === 401 ? 'Your sign-in has ended. Reload the page.' : 'The server refused this decision.',
      );
    } catch {
      trouble(open, 'No connection. It is not certain that your decision arrived: try again.');
    }
  }

  function setBusy(open, busy) {
    open.busy = busy;
    for (const button of open.element.querySelectorAll('button'))
      button.setAttribute('aria-disabled', String(busy));
  }

  function trouble(open, text) {
    setBusy(open, false);
    const place = part(open.element, 'trouble');
    place.hidden = false;
    write(place, text);
  }

  /** Puts the outcome in the place of a card; the focus goes along if it was there. */
  function close(id, how, focus) {
    const open = cards.get(id);
    if (open === undefined || open.closed) return;
    const [symbol, title, text] = DECIDED[how];
    const element = document.getElementById('decided').content.cloneNode(true).firstElementChild;
    badge(element.querySelector('.badge'), symbol);
    write(part(element, 'title'), title);
    write(part(element, 'text'), text);
    element.querySelector('[data-do="dismiss"]').addEventListener('click', () => dismiss(id));
    const hadFocus = open.element.contains(document.activeElement);
    open.element.replaceWith(element);
    Object.assign(open, { element, closed: true });
    if (focus || hadFocus) element.querySelector('h3').focus();
    announce(`${title}. ${text}`);
  }

  function dismiss(id) {
    remove(id);
    showIdle();
    const next = root.querySelector('.request h3') ?? part(root, 'idle-title');
    next.focus();
  }

  /** Remembered all the same: a list that is on its way must not bring the card back. */
  function remove(id) {
    cards.get(id)?.element?.remove();
    cards.set(id, { closed: true });
  }

  /** Old outcomes make room for a request, unless that would move another one under somebody's finger. */
  function makeRoom() {
    if ([...cards.values()].every(({ closed }) => closed)) for (const id of cards.keys()) remove(id);
  }

  function showIdle() {
    part(root, 'idle').hidden = part(root, 'requests').childElementCount > 0;
  }

  function show(requests) {
    const listed = new Set(requests.map(({ id }) => id));
    for (const request of requests) {
      if (cards.has(request.id)) continue;
      const hadFocus = part(root, 'requests').contains(document.activeElement);
      makeRoom();
      const open = card(request);
      cards.set(request.id, open);
      part(root, 'requests').append(open.element);
      if (hadFocus && document.activeElement === document.body) open.element.querySelector('h3').focus();
    }
    for (const [id, open] of cards) {
      if (open.closed || listed.has(id) || open.busy) continue;
      close(id, Date.now() >= open.until ? 'expired' : 'elsewhere', false);
    }
    showIdle();
    tick();
  }

  async function look() {
    const answer = await json('GET', '/phone/requests').catch(() => undefined);
    const isMine = answer?.status === 200 && answer.body.every(({ user }) => user.sub === holder);
    const problem = part(root, 'connection');
    problem.hidden = isMine;
    if (isMine) show(answer.body);
    else if (answer === undefined) write(problem, 'No connection to the server. Trying again.');
    else
      write(
        problem,
        `This phone was handed to somebody else in another tab. Choose ${name} to take it back.`,
      );
    if (connected && answer === undefined) announce('No connection to the server.');
    connected = answer !== undefined;
    setTimeout(look, 1000);
  }

  function tick() {
    const now = Date.now();
    for (const [id, { element, from, until, closed, busy }] of cards) {
      if (closed) continue;
      write(part(element, 'left'), clock(until - now));
      fill(part(element, 'left-bar'), (until - now) / (until - from));
      if (now >= until && !busy) close(id, 'expired', false);
    }
  }

  setInterval(tick, 250);
  void look();
}

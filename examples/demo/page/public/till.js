import { badge, clock, fill, json, made, part, write } from './shared.js';

const KEPT_AS = 'ciba-demo-till';
/** An early poll makes the interval longer by this much. CIBA Core 1.0 §11. */
const SLOW_DOWN_STEP = 5;
/** Seconds after which to look for an answer that may be long in coming. */
const LOOK_AGAIN = 0.3;
const LOGGED = 8;

const ENDED = {
  tokens: ['check', 'Approved', 'The tokens are here.'],
  access_denied: ['cross', 'Denied', 'The user said no. No tokens.'],
  expired_token: ['clock', 'Expired', 'Nobody answered in time. No tokens.'],
};

const IDLE = { view: 'ask', log: [] };

/** The consumption device: asks, polls, and shows what comes back. */
export function startTill(root, { clients, users, holder, numberMatching = 'off' }) {
  const form = root.querySelector('form');
  /** All there is to know, in a form that survives a reload. */
  let state = restored();
  let busy = false;

  form.client_id.append(...clients.map(({ client_id, name }) => option(client_id, name)));
  form.login_hint.append(
    ...users.map(({ sub, name }) => option(sub, name)),
    option('unknown', 'Somebody unknown'),
    option('', 'Nobody named: the device’s owner'),
  );
  form.login_hint.value = holder;
  form.binding_message.value = message();
  form.number_matching.value = numberMatching;

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    void ask(Object.fromEntries(new FormData(form)));
  });
  form.client_id.addEventListener('change', () => {
    if (form.client_id.value === 'smart-home-device') form.login_hint.value = '';
  });
  for (const button of root.querySelectorAll('[data-do="again"]')) button.addEventListener('click', again);
  root.querySelector('[data-do="poll"]').addEventListener('click', poll);

  async function ask(asked) {
    if (busy) return;
    const asking = {
      ...asked,
      name: chosen(form.client_id),
      user: chosen(form.login_hint, asked.login_hint),
    };
    await calling('POST /bc-authorize', '/till/start', asked, ({ status, body, run, waits }) => {
      if (status !== 200) return end('alert', body.error, body.error_description ?? '');
      const { expires_in, interval, matching_number } = body;
      const now = Date.now();
      change({
        ...asking,
        view: 'waiting',
        run,
        interval,
        matching_number,
        polls: 0,
        until: now + expires_in * 1000,
      });
      wait(waits ? LOOK_AGAIN : interval);
      focusOn('waiting-title', `Asking ${asking.user ?? 'the owner'}.`);
    });
  }

  async function poll() {
    if (busy || state.view !== 'waiting') return;
    await calling('POST /token', '/till/poll', { run: state.run }, (answer) => {
      const { status, body, retryAfter, claims, waits } = answer;
      if (state.view !== 'waiting') return;
      if (waits) return wait(LOOK_AGAIN);
      change({ polls: state.polls + 1 });
      if (status === 200) return end(...ENDED.tokens, { tokens: body, claims });
      if (ENDED[body.error]) return end(...ENDED[body.error]);
      if (body.error === 'slow_down') {
        change({ interval: state.interval + SLOW_DOWN_STEP, slowed: true });
        announce(`Slow down: the interval is now ${state.interval} seconds.`);
      } else if (body.error !== 'authorization_pending' && status < 500) {
        return end('alert', body.error, body.error_description ?? '');
      }
      wait(retryAfter ?? state.interval);
    });
  }

  /** One call to this host at a time; `then` hears what the server answered to the client. */
  async function calling(line, path, body, then) {
    busy = true;
    const { run } = state;
    render();
    try {
      const answer = await json('POST', path, body);
      if (state.run !== run) return;
      if (answer.status === 200) {
        if (answer.body.status) log(line, answer.body);
        then(answer.body);
      } else {
        end('alert', 'Start again', 'The demo host was restarted and knows this request no longer.');
      }
    } catch {
      log(line, { status: 'no connection', body: {} });
      if (state.view === 'waiting') wait(state.interval);
      else announce('No connection to the server.');
    } finally {
      busy = false;
      render();
    }
  }

  function log(line, { status, body }) {
    const entry = { at: Date.now(), line, text: [status, body.error].filter(Boolean).join(' ') };
    change({ log: [entry, ...state.log].slice(0, LOGGED) });
  }

  function wait(seconds) {
    const now = Date.now();
    change({ waitedFrom: now, nextPoll: now + seconds * 1000 });
  }

  function end(symbol, title, text, more = {}) {
    change({ view: 'ended', symbol, title, text, ...more });
    focusOn('ended-title', `${title}. ${text}`);
  }

  function again() {
    state = IDLE;
    form.binding_message.value = message();
    change({});
    form.client_id.focus();
  }

  function change(some) {
    state = { ...state, ...some };
    sessionStorage.setItem(KEPT_AS, JSON.stringify(state));
    render();
  }

  /** The focus follows the view, unless the person is busy on the phone. */
  function focusOn(name, text) {
    announce(text);
    const { activeElement } = document;
    if (activeElement === document.body || root.contains(activeElement)) part(root, name).focus();
  }

  function announce(text) {
    write(part(root, 'announcement'), text);
  }

  function render() {
    for (const view of root.querySelectorAll('[data-view]')) view.hidden = view.dataset.view !== state.view;
    for (const button of root.querySelectorAll('button')) button.setAttribute('aria-disabled', String(busy));
    renderWaiting();
    renderEnded();
    part(root, 'log-box').hidden = state.log.length === 0;
    part(root, 'log').replaceChildren(...state.log.map(logLine));
  }

  function renderWaiting() {
    if (state.view !== 'waiting') return;
    write(part(root, 'waiting-title'), `${state.name} asks ${state.user ?? 'its owner'}`);
    part(root, 'till-message-box').hidden = !state.binding_message;
    write(part(root, 'till-message'), state.binding_message ?? '');
    part(root, 'number-box').hidden = state.matching_number === undefined;
    write(part(root, 'number'), state.matching_number ?? '');
    const handOver = part(root, 'hand-over');
    handOver.hidden = state.login_hint === holder || !users.some(({ sub }) => sub === state.login_hint);
    handOver.href = `/?user=${encodeURIComponent(state.login_hint)}`;
    write(handOver, `Take the phone of ${state.user}`);
    write(part(root, 'interval'), `${state.interval} s`);
    write(part(root, 'count'), String(state.polls));
    part(root, 'slowed').hidden = !state.slowed;
  }

  function renderEnded() {
    if (state.view !== 'ended') return;
    badge(part(root, 'till-badge'), state.symbol);
    write(part(root, 'ended-title'), state.title);
    write(part(root, 'ended-text'), state.text);
    part(root, 'tokens').hidden = state.tokens === undefined;
    if (state.tokens === undefined) return;
    part(root, 'token-members').replaceChildren(...members(state.tokens));
    part(root, 'claims').replaceChildren(...members(state.claims, readable));
  }

  function tick() {
    if (state.view !== 'waiting') return;
    const now = Date.now();
    write(part(root, 'till-left'), clock(state.until - now));
    fill(part(root, 'next-poll'), (now - state.waitedFrom) / (state.nextPoll - state.waitedFrom));
    if (now >= state.nextPoll) void poll();
  }

  render();
  setInterval(tick, 200);
}

function restored() {
  try {
    return JSON.parse(sessionStorage.getItem(KEPT_AS)) ?? IDLE;
  } catch {
    return IDLE;
  }
}

/** A message that differs each time, as a real client would make it. */
function message() {
  return `Order ${1000 + Math.floor(Math.random() * 9000)}`;
}

function option(value, text) {
  return new Option(text, value);
}

function chosen(select, value = select.value) {
  return value === '' ? undefined : select.selectedOptions[0].textContent;
}

function logLine({ at, line, text }) {
  const entry = made('li', '');
  const time = made('time', new Date(at).toLocaleTimeString('en-GB'));
  entry.append(time, made('span', line), made('strong', text));
  return entry;
}

function members(object, reading = (_name, value) => String(value)) {
  return Object.entries(object).map(([name, value]) => {
    const row = made('div', '');
    row.append(made('dt', name), made('dd', reading(name, value)));
    return row;
  });
}

/** Claims in seconds since the epoch are of use to nobody without the time. */
function readable(name, value) {
  const isTime = ['iat', 'exp', 'auth_time'].includes(name);
  return isTime ? `${new Date(value * 1000).toLocaleTimeString('en-GB')} (${value})` : String(value);
}

import express from 'express';
import { callsTo } from './approval-calls.ts';

const PAGE = `<!doctype html>
<html lang="en">
  <title>Till</title>
  <link rel="icon" href="data:,">
  <script type="module" src="/till/till.js"></script>
  <main><button>Pay</button><p role="status"></p><output></output></main>
</html>`;

/** Asks with the parameters of its own address, polls each second, and says what came of it. */
const SCRIPT = `
const post = async (path, body) =>
  (await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) })).json();
const say = (text) => { document.querySelector('[role=status]').textContent = text; };
const later = () => new Promise((resolve) => setTimeout(resolve, 1000));
document.querySelector('button').addEventListener('click', async () => {
  const asked = await post('/till/ask', Object.fromEntries(new URLSearchParams(location.search)));
  document.querySelector('output').textContent = asked.number;
  say('Asking');
  for (;;) {
    await later();
    const { status, body } = await post('/till/poll', asked);
    if (status === 200) return say('Paid');
    if (body.error !== 'authorization_pending') return say(body.error);
  }
});
`;

/** A consumption device: a page with one button, and the server of its client behind it. */
export function till(url: string): express.Express {
  const { ask, poll } = callsTo(url);
  return express()
    .get('/', (_req, res) => void res.send(PAGE))
    .get('/till.js', (_req, res) => void res.type('js').send(SCRIPT))
    .use(express.json())
    .post('/ask', async (req, res) => void res.json(await ask(req.body)))
    .post('/poll', async (req, res) => void res.json(await poll(req.body)));
}

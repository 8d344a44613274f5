import express from 'express';

const PAGE = `<!doctype html>
<html lang="fr" id="root">
  <title>My bank</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/approve/style.css">
  <header>
    <h1>My bank</h1>
    <p id="mine">Mine <a href="/own">too</a> <button>Press</button></p>
  </header>
  <main>
    <div data-ciba-approvals data-heading-level="2"></div>
  </main>
  <script type="module" src="/approve/app.js"></script>
</html>`;

const THEME = `
:root { --ciba-accent: rgb(122, 31, 92); --ciba-radius: 3px; }
.ciba-name { letter-spacing: 1px; }
`;

/** A page of the host's own that the app lives in, and a theme for ours. */
export const ownPage: express.Express = express()
  .get('/', (_req, res) => void res.send(PAGE))
  .get('/theme.css', (_req, res) => void res.type('css').send(THEME));

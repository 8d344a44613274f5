import type { RequestHandler } from 'express';
import { type DemoSessions, SESSION_COOKIE } from './phone/sessions.js';
import { userBySub } from './users.js';

const ADDRESSES = [
  ['GET /.well-known/openid-configuration', 'discovery'],
  ['GET /jwks', 'the keys that ID tokens are signed with'],
  ['POST /bc-authorize', 'a client asks for a user (also POST /ciba/auth)'],
  ['POST /token', 'client_credentials, refresh_token and CIBA'],
  ['GET /me', 'a resource that needs an access token of this host'],
  ['GET /phone/requests', 'what is pending on your phone'],
  ['POST /phone/requests/:id', '{"decision":"approve"} or {"decision":"deny"}'],
] as const;

/** Lists the addresses and signs the browser in as the demo user: alice, or `/?user=bob`. */
export function page(sessions: DemoSessions): RequestHandler {
  return (req, res) => {
    const user = userBySub(String(req.query.user ?? 'alice'));
    if (user === undefined) return void res.sendStatus(404);
    res.cookie(SESSION_COOKIE, sessions.cookieFor(user.sub), { httpOnly: true, sameSite: 'strict' });
    res.set('Content-Security-Policy', "default-src 'none'; frame-ancestors 'none'");
    res.send(html(user.name));
  };
}

function html(name: string): string {
  const rows = ADDRESSES.map(
    ([address, what]) => `<tr><td><code>${address}</code></td><td>${what}</td></tr>`,
  );
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>express-ciba demo</title></head>
<body>
<h1>express-ciba demo</h1>
<p>This browser holds the phone of ${name}.</p>
<table>${rows.join('\n')}</table>
</body>
</html>
`;
}

import express5 from 'express';
import express4 from 'express4';
import supertest from 'supertest';
import { type ApprovalPageOptions, approvalPage } from '../../lib/page/index.js';

const mounted = (options: Partial<ApprovalPageOptions> = {}, mount = '/approve', express = express5) => {
  const app = express();
  app.use(mount, approvalPage({ api: '/device', ...options }) as never);
  app.use((_req, res) => void res.status(404).json({ from: 'the host' }));
  return supertest(app);
};

const FILES = [
  ['/', 'text/html; charset=utf-8'],
  ['/app.js', 'text/javascript; charset=utf-8'],
  ['/style.css', 'text/css; charset=utf-8'],
  ['/settings.json', 'application/json'],
  ['/manifest.webmanifest', 'application/manifest+json'],
  ['/service-worker.js', 'text/javascript; charset=utf-8'],
  ['/icon.svg', 'image/svg+xml'],
  ['/icon-192.png', 'image/png'],
  ['/icon-512.png', 'image/png'],
] as const;

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' https:",
  "manifest-src 'self'",
  "worker-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types ciba-service-worker',
].join('; ');

describe.each([
  ['Express 5', express5],
  ['Express 4', express4 as unknown as typeof express5],
])('the page on %s', (_name, express) => {
  it.each(FILES)('serves %s as %s, to be asked about each time', async (path, type) => {
    const { status, headers } = await mounted({}, '/approve', express).get(`/approve${path}`);
    expect(status).toBe(200);
    expect(headers).toMatchObject({
      'content-type': type,
      'cache-control': 'no-cache',
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
      'x-express-ciba-page': '1',
    });
  });

  it('is the same without a slash at the end, and with a query', async () => {
    const agent = mounted({}, '/approve', express);
    const [bare, slash, query] = await Promise.all(
      ['/approve', '/approve/', '/approve?from=mail'].map((path) => agent.get(path)),
    );
    expect(bare?.text).toContain('src="/approve/app.js"');
    expect(slash?.text).toBe(bare?.text);
    expect(query?.text).toBe(bare?.text);
  });

  it.each([
    ['POST', '/approve/'],
    ['GET', '/approve/else.js'],
    ['GET', '/approve/app.js/'],
    ['GET', '/approve/../package.json'],
    ['GET', '/approve/toString'],
  ])('lets %s %s go on', async (method, path) => {
    const agent = mounted({}, '/approve', express);
    const { body } = method === 'POST' ? await agent.post(path) : await agent.get(path);
    expect(body).toEqual({ from: 'the host' });
  });
});

describe('the document', () => {
  it('lets nothing run, be styled, called or framed but by this origin', async () => {
    const { headers } = await mounted().get('/approve');
    expect(headers).toMatchObject({
      'content-security-policy': POLICY,
      'cross-origin-opener-policy': 'same-origin',
      'permissions-policy':
        'camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()',
      'x-frame-options': 'DENY',
    });
  });

  it('has no inline code and no inline style', async () => {
    const { text } = await mounted().get('/approve');
    expect(text.match(/<script[^>]*>[^<]/)).toBeNull();
    expect(text).not.toMatch(/<style|\sstyle=|\son\w+=/);
  });

  it('lets logos come from where the host says, and the theme', async () => {
    const options = { imageSources: ['https://logos.example'], stylesheet: 'https://cdn.example/theme.css' };
    const { headers, text } = await mounted(options).get('/approve');
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("; img-src 'self' https://logos.example; ");
    expect(policy).toContain("; style-src 'self' https://cdn.example; ");
    expect(text).toContain('<link rel="stylesheet" href="https://cdn.example/theme.css">');
  });

  it('takes the name of the host as text', async () => {
    const { text } = await mounted({ name: '<b>"Bank" & Söhne</b>' }).get('/approve');
    expect(text).toContain('<title>&lt;b&gt;&quot;Bank&quot; &amp; Söhne&lt;/b&gt;</title>');
  });

  const documentAt = (baseUrl: string) => {
    const sent: string[] = [];
    const res = { writeHead: () => res, end: (body: Buffer) => sent.push(body.toString()) };
    const req = { method: 'GET', url: '/', baseUrl, headers: {} };
    approvalPage({ api: '/device' })(req as never, res as never, () => undefined);
    return sent.join();
  };

  it('takes the path that it is mounted at as text', () => {
    expect(documentAt('/"><script>x</script>')).toContain('src="/%22%3E%3Cscript%3Ex%3C/script%3E/app.js"');
  });

  it.each([
    ['//evil.example/approve', '/evil.example/approve'],
    ['/\\evil.example', '/evil.example'],
    ['/\t/evil.example', '/evil.example'],
    ['/a/..//evil.example', '/evil.example'],
    ['https://evil.example', '/https://evil.example'],
    ['//', ''],
    ['/approve//', '/approve'],
    ['/approve/../..', ''],
    ['/a?b#c', '/a'],
    ['/s\u00fc\u00df', '/s%C3%BC%C3%9F'],
  ])('loads its script from this origin, mounted at %j', (mount, base) => {
    expect(/ src="([^"]*)"/.exec(documentAt(mount))?.[1]).toBe(`${base}/app.js`);
  });

  it('loads its script from this origin, however many slashes were asked for', async () => {
    const app = express5().use(/^(?:\/+[\w.]+)*\/approve/, approvalPage({ api: '/device' }) as never);
    const { text } = await supertest(app).get('//evil.example/approve');
    expect(text).toContain('src="/evil.example/approve/app.js"');
  });

  it('works at the root', async () => {
    const agent = mounted({}, '/');
    expect((await agent.get('/')).text).toContain('src="/app.js"');
    expect(
      JSON.parse(String((await agent.get('/manifest.webmanifest').responseType('blob')).body)),
    ).toMatchObject({
      start_url: '/',
      scope: '/',
    });
  });
});

describe('the files', () => {
  it('tell the browser where the API is, and what the host says', async () => {
    const options = {
      ...{ name: 'Bank', signIn: '/login', stylesheet: '/theme.css' },
      messages: { de: { approve: 'Freigeben' } },
    };
    const { body } = await mounted({ api: '/device/', ...options }).get('/approve/settings.json');
    expect(body).toEqual({ api: '/device', ...options });
  });

  it('make an app of it, named and drawn by the host', async () => {
    const icons = [{ src: '/i.png', sizes: '512x512' }];
    const { body } = await mounted({ name: 'Bank', icons })
      .get('/approve/manifest.webmanifest')
      .responseType('blob');
    expect(JSON.parse(String(body))).toEqual({
      id: '/approve',
      name: 'Bank',
      short_name: 'Bank',
      start_url: '/approve',
      scope: '/approve',
      display: 'standalone',
      background_color: '#f3f5f7',
      theme_color: '#f3f5f7',
      icons,
    });
  });

  it('let the worker serve the mount itself, and nothing above it', async () => {
    const { headers } = await mounted().get('/approve/service-worker.js');
    expect(headers['service-worker-allowed']).toBe('/approve');
  });

  it('are compressed for those who take it, under a tag of their own', async () => {
    const agent = mounted();
    const plain = await agent.get('/approve/app.js').set('Accept-Encoding', 'gzip;q=0, identity');
    const zipped = await agent.get('/approve/app.js').set('Accept-Encoding', 'br, gzip');
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(zipped.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'Accept-Encoding' });
    expect(zipped.text).toBe(plain.text);
    expect(zipped.headers.etag).not.toBe(plain.headers.etag);
    expect(Number(zipped.headers['content-length'])).toBeLessThan(Number(plain.headers['content-length']));
  });

  it.each([
    ['exactly', ''],
    ['weakened by a proxy', 'W/'],
  ])('are not sent again to who has them, %s', async (_how, weak) => {
    const agent = mounted();
    const { headers } = await agent.get('/approve/app.js');
    const again = await agent.get('/approve/app.js').set('If-None-Match', `"x", ${weak}${headers.etag}`);
    expect(again.status).toBe(304);
    expect(again.text).toBe('');
    expect(again.headers.etag).toBe(headers.etag);
  });

  it('are only described to HEAD', async () => {
    const agent = mounted();
    const [got, described] = [
      await agent.get('/approve/style.css'),
      await agent.head('/approve/style.css').set('Accept-Encoding', 'gzip'),
    ];
    expect(described.status).toBe(200);
    expect(described.headers['content-length']).toBe(got.headers['content-length']);
    expect(described.text).toBeUndefined();
  });

  it('weigh less than 60 KiB, all together and as a browser loads them', async () => {
    const agent = mounted();
    const sizes = await Promise.all(
      FILES.map(async ([path]) => Number((await agent.get(`/approve${path}`)).headers['content-length'])),
    );
    const total = sizes.reduce((sum, size) => sum + size, 0);
    expect(total).toBeLessThan(60 * 1024);
    expect(total).toBeGreaterThan(10 * 1024);
  });
});

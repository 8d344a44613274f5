import { type ApprovalPageOptions, approvalPage } from '../../lib/page/index.js';

const refusalOf = (options: unknown): string => {
  try {
    approvalPage(options as ApprovalPageOptions);
    return 'taken';
  } catch (error) {
    return (error as Error).message;
  }
};

describe('the options of the page', () => {
  it.each([
    ['a path', { api: '/device' }],
    ['a URL', { api: 'https://bank.example/device/' }],
    ['a theme of another origin', { api: '/device', stylesheet: 'https://cdn.example/theme.css' }],
    ['no logos but those of this origin', { api: '/device', imageSources: [] }],
    [
      'logos of some hosts',
      { api: '/device', imageSources: ['https://logos.example', 'https://*.cdn.example:8443/a/'] },
    ],
    [
      'icons of its own',
      { api: '/device', icons: [{ src: '/icon.png', sizes: '512x512', type: 'image/png' }] },
    ],
    ['words of its own', { api: '/device', messages: { de: { scopes: { accounts: 'Konten sehen' } } } }],
  ])('may be %s', (_what, options) => {
    expect(refusalOf(options)).toBe('taken');
  });

  const needsApi = 'approvalPage() needs to know where the device API is: { api: "/device" } (ERR_CIBA_PAGE)';
  it.each([
    ['none at all', undefined],
    ['no api', {}],
    ['a relative path', { api: 'device' }],
    ['a path that is another host', { api: '//evil.example' }],
    ['a path that browsers take for another host', { api: '/\\evil.example' }],
    ['another scheme', { api: 'javascript:alert(1)' }],
    ['a path that is another host without its tab', { api: '/\t/evil.example' }],
    ['a path that is another host without its line break', { api: '/\r\n/evil.example' }],
    ['a control character in a URL', { api: 'https://bank.example/de\nvice' }],
  ])('are refused with %s as api', (_what, options) => {
    expect(refusalOf(options)).toBe(needsApi);
  });

  it.each([
    ['name', { name: ' ' }, 'name is the name of the page, and not empty (ERR_CIBA_PAGE)'],
    [
      'stylesheet',
      { stylesheet: 'theme.css' },
      'stylesheet and signIn are a path such as /login, or a URL that begins with https:// or http:// (ERR_CIBA_PAGE)',
    ],
    [
      'signIn',
      { signIn: 'javascript:alert(1)' },
      'stylesheet and signIn are a path such as /login, or a URL that begins with https:// or http:// (ERR_CIBA_PAGE)',
    ],
    [
      'signIn with a tab',
      { signIn: '/\t/evil.example' },
      'stylesheet and signIn are a path such as /login, or a URL that begins with https:// or http:// (ERR_CIBA_PAGE)',
    ],
    [
      'imageSources',
      { imageSources: ["https: ; script-src 'unsafe-inline'"] },
      'imageSources are sources of a Content-Security-Policy such as https://images.example (ERR_CIBA_PAGE)',
    ],
    [
      'icons',
      { icons: [{ src: 'icon.png', sizes: '512x512' }] },
      'icons have a src, a path or URL, and sizes such as 512x512 (ERR_CIBA_PAGE)',
    ],
    [
      'icons with a line break',
      { icons: [{ src: '/\n/evil.example/icon.png', sizes: '512x512' }] },
      'icons have a src, a path or URL, and sizes such as 512x512 (ERR_CIBA_PAGE)',
    ],
    ['messages', { messages: { de: { x: 'y' } } }, 'messages: de: x is unknown (ERR_CIBA_PAGE)'],
    [
      'an unknown name',
      { theme: 'dark' },
      'unknown option theme of approvalPage(); known: api, name, stylesheet, signIn, messages, imageSources, icons (ERR_CIBA_UNKNOWN_OPTION)',
    ],
  ])('are refused for %s', (_name, options, message) => {
    expect(refusalOf({ api: '/device', ...options })).toBe(message);
  });
});

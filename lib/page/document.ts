import type { ApprovalPageConfiguration } from './options.js';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Text that is neither a tag nor the end of an attribute. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}

/** The shell of the page, mounted at `mount`; all that is shown is made by the script. */
export function documentOf(
  { name, stylesheet, icons }: Pick<ApprovalPageConfiguration, 'name' | 'stylesheet' | 'icons'>,
  mount: string,
): string {
  const base = escaped(mount);
  const icon = escaped(icons?.[0]?.src ?? `${mount}/icon.svg`);
  const touchIcon = escaped(icons?.[0]?.src ?? `${mount}/icon-192.png`);
  const theme = stylesheet === undefined ? '' : `\n    <link rel="stylesheet" href="${escaped(stylesheet)}">`;
  return `<!doctype html>
<html lang="en" data-ciba-document>
  <head>
    <meta charset="utf-8">
    <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">
    <meta name="color-scheme" content="light dark">
    <meta name="theme-color" content="#f3f5f7" media="(prefers-color-scheme: light)">
    <meta name="theme-color" content="#0e1317" media="(prefers-color-scheme: dark)">
    <title>${escaped(name)}</title>
    <link rel="icon" href="${icon}">
    <link rel="apple-touch-icon" href="${touchIcon}">
    <link rel="manifest" href="${base}/manifest.webmanifest" crossorigin="use-credentials">
    <link rel="stylesheet" href="${base}/style.css">${theme}
    <script type="module" src="${base}/app.js"></script>
  </head>
  <body>
    <main data-ciba-approvals data-home="${base || '/'}">
      <h1 class="ciba-name">${escaped(name)}</h1>
      <noscript><p>This page needs JavaScript.</p></noscript>
    </main>
  </body>
</html>
`;
}

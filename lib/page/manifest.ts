import type { ApprovalPageConfiguration, ApprovalPageIcon } from './options.js';

/** The web app manifest of the page, mounted at `mount`. */
export function manifestOf(
  { name, icons }: Pick<ApprovalPageConfiguration, 'name' | 'icons'>,
  mount: string,
): object {
  const home = mount || '/';
  return {
    id: home,
    name,
    short_name: name,
    start_url: home,
    scope: home,
    display: 'standalone',
    background_color: '#f3f5f7',
    theme_color: '#f3f5f7',
    icons: icons ?? iconsAt(mount),
  };
}

function iconsAt(mount: string): readonly ApprovalPageIcon[] {
  const bitmap = (size: number, purpose: string): ApprovalPageIcon => ({
    src: `${mount}/icon-${size}.png`,
    sizes: `${size}x${size}`,
    type: 'image/png',
    purpose,
  });
  return [
    { src: `${mount}/icon.svg`, sizes: 'any', type: 'image/svg+xml', purpose: 'any' },
    bitmap(192, 'any'),
    bitmap(512, 'any'),
    bitmap(512, 'maskable'),
  ];
}

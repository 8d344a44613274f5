/** Calls this host with JSON. Rejects when there is no connection. */
export async function json(method, path, body) {
  const response = await fetch(path, {
    method,
    cache: 'no-store',
    ...(body && { headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}

/** The element of a name within a device. */
export function part(root, name) {
  return root.querySelector(`[data-is="${name}"]`);
}

/** Writes text, which never becomes markup, and only where it differs: live regions speak at every change. */
export function write(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** A new element that holds text. */
export function made(tag, text, className = '') {
  const element = document.createElement(tag);
  element.textContent = text;
  element.className = className;
  return element;
}

/** Shows one of the symbols of the page on a badge. */
export function badge(element, symbol) {
  element.querySelector('use').setAttribute('href', `#${symbol}`);
  element.classList.toggle('accent', symbol === 'check');
}

/** Whole seconds as a clock shows them, never below zero. */
export function clock(milliseconds) {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** Fills a bar by a share between 0 and 1. */
export function fill(bar, share) {
  bar.style.transform = `scaleX(${Math.min(1, Math.max(0, share))})`;
}

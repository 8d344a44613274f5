/** A name without port, path or wildcard, or an IPv6 address in brackets. */
const HOST_NAME = /^(?:[^\s/?#@:\\%*[\]]+|\[[\da-f:.]+\])$/i;

/** Whether text is a host name and nothing else, as it may stand in a URL. */
export function isHostName(given: unknown): given is string {
  return typeof given === 'string' && HOST_NAME.test(given) && URL.canParse(`https://${given}`);
}

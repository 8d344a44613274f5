import { CibaError } from '../../errors.js';
import { parameter } from '../../http/form.js';

/** A language tag by its form alone. RFC 5646 §2.1. */
const TAG = /^[A-Za-z]{1,8}(?:-[A-Za-z0-9]{1,8})*$/;

/** `ui_locales`: language tags in order of preference; one that nobody speaks is no error. OpenID Connect Core 1.0 §3.1.2.1. */
export function readUiLocales(params: URLSearchParams): readonly string[] | undefined {
  const text = parameter(params, 'ui_locales');
  if (text === undefined) return undefined;
  const tags = text.split(' ').filter(Boolean);
  if (!tags.every((tag) => TAG.test(tag)))
    throw new CibaError('invalid_request', 'ui_locales must be language tags.');
  return tags.length === 0 ? undefined : tags;
}

import { en, type MessagesByLanguage, OURS } from './app/messages/index.js';

type Texts = Readonly<Record<string, unknown>>;

/** Why the texts of a host cannot be used, or undefined: a text that is missing would only be missed by a user. */
export function faultOfMessages(messages: MessagesByLanguage): string | undefined {
  if (!isTexts(messages)) return 'an object by language is wanted';
  for (const [language, texts] of Object.entries(messages)) {
    if (!isLanguage(language)) return `${language} is no language tag such as de or de-CH`;
    const fault = isTexts(texts) ? faultOf(texts, en, '') : 'an object of texts is wanted';
    if (fault !== undefined) return `${language}: ${fault}`;
    const missing = Object.hasOwn(OURS, language) ? [] : missingIn(texts as Texts, en, '');
    if (missing.length > 0) return `${language}: ${missing.join(', ')} missing`;
  }
  return undefined;
}

function faultOf(given: Texts, wanted: Texts, prefix: string): string | undefined {
  for (const [name, text] of Object.entries(given)) {
    const path = prefix + name;
    const ours = Object.hasOwn(wanted, name) ? wanted[name] : undefined;
    // Scopes, types, members and claims of the host's own.
    const isOwnWord = prefix !== '' && ours === undefined;
    if (!isOwnWord && ours === undefined) return `${path} is unknown`;
    const fault =
      isTexts(ours) && isTexts(text) ? faultOf(text, ours, `${path}.`) : faultOfText(path, text, ours);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

/** What is filled in must have its place, and nothing else has one. */
function faultOfText(path: string, text: unknown, ours: unknown): string | undefined {
  if (typeof text !== 'string' || text.trim() === '' || isTexts(ours)) return `${path} has the wrong type`;
  const places = placesIn(typeof ours === 'string' ? ours : '');
  return placesIn(text) === places ? undefined : `${path} must have ${places || 'no {place}'}`;
}

function placesIn(text: string): string {
  return [...new Set(text.match(/\{\w+\}/g) ?? [])].sort().join(' ');
}

function missingIn(given: Texts, wanted: Texts, prefix: string): readonly string[] {
  return Object.entries(wanted).flatMap(([name, text]) => {
    if (!Object.hasOwn(given, name)) return [prefix + name];
    return isTexts(text) ? missingIn(given[name] as Texts, text, `${prefix}${name}.`) : [];
  });
}

function isTexts(value: unknown): value is Texts {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isLanguage(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}

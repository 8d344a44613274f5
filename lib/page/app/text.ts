/**
 * What is never shown as it is: it reorders what stands beside it, shows nothing, or means something else on each device. U+FE0F makes
 * a picture of the character in front of it, or a key of a digit, and is the usual way to write it; behind anything else it shows nothing.
 */
const ODD =
  /(?!(?<=(?![0-9#*])\p{Emoji})\ufe0f|(?<=[0-9#*])\ufe0f(?=\u20e3))[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800\ufffc\u{13441}\u{13442}\u{16fe4}\u{1d159}]/gu;

/** Marks that pile up: no script has more than four on one letter, and those would cover what stands above and below. */
const PILE = /(?<=\p{M}{4})\p{M}/gu;

/** Blanks of other widths. */
const BLANK = /\p{Zs}/gu;

/** What stands in the place of anything odd. */
const MARK = '\ufffd';

/** The pictures of the control characters begin here, and the one of DEL is apart. */
const PICTURES = 0x2400;
const DEL = 0x7f;
const PICTURE_OF_DEL = '\u2421';

/** Foreign text that can be shown: every control, direction and zero-width character is a visible mark, and nothing is left out. */
export function harmless(text: string): string {
  return text.replace(ODD, marked).replace(PILE, MARK).replace(BLANK, ' ');
}

function marked(odd: string): string {
  const code = odd.codePointAt(0) ?? 0;
  if (code < 0x20) return String.fromCodePoint(PICTURES + code);
  return code === DEL ? PICTURE_OF_DEL : MARK;
}

/** Letters with their marks of which one cluster may have no more without a break: those of real words do not. */
const LONG_CLUSTER = /(?:\P{M}\p{M}*){4}(?!$)/gu;

/**
 * Text that is harmless, in the pieces between which a line may break: browsers break none within a cluster, however wide it is. One that
 * knows no clusters may break anything but plain letters.
 */
export function breakable(text: string): readonly string[] {
  if (!/\P{ASCII}/u.test(text)) return [text];
  return clustersOf(text)
    .map((cluster) => cluster.replace(LONG_CLUSTER, `$&${BREAK}`))
    .join('')
    .split(BREAK);
}

/** The zero-width space, which no harmless text has. */
const BREAK = '\u200b';

function clustersOf(text: string): readonly string[] {
  // Firefox has it since 2024.
  if (!('Segmenter' in Intl)) return text.match(/\p{ASCII}|\P{ASCII}+/gu) ?? [];
  return [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
}

/** One letter or digit that stands for a name where there is no picture of it. */
export function monogramOf(name: string): string {
  return /[\p{L}\p{N}]/u.exec(name)?.[0].toLocaleUpperCase().slice(0, 1) ?? '?';
}

/** Whole seconds as a clock shows them, never below zero. */
export function clockOf(milliseconds: number): string {
  const seconds = Math.max(0, Math.ceil(milliseconds / 1000));
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

/** A web address that may be linked to or loaded, or nothing: the page runs no `javascript:` and tells nobody without TLS. */
export function secureUrl(text: string | undefined): string | undefined {
  if (text === undefined || !URL.canParse(text)) return undefined;
  const url = new URL(text);
  return url.protocol === 'https:' ? url.href : undefined;
}

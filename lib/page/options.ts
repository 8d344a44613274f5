import { ConfigurationError } from '../index.js';
import type { MessagesByLanguage } from './app/messages/index.js';
import { faultOfMessages } from './catalogues.js';

/** An icon of the installed app, as a web app manifest names it. */
export interface ApprovalPageIcon {
  /** Path or URL. */
  readonly src: string;
  /** Such as `512x512`, or `any`. */
  readonly sizes: string;
  /** Media type. */
  readonly type?: string;
  /** Such as `maskable`. */
  readonly purpose?: string;
}

/** Options of {@link approvalPage}. */
export interface ApprovalPageOptions {
  /** Where the `deviceRouter` is: a path such as `/device`, or a URL of the same origin. */
  readonly api: string;
  /** What the page and the installed app are called. Default `Approvals`. */
  readonly name?: string;
  /** Path or URL of a style sheet of yours, loaded after ours: the theme. */
  readonly stylesheet?: string;
  /** Path or URL that a user is sent to who is signed out, or must sign in more strongly. */
  readonly signIn?: string;
  /** Texts by language, over ours in English (`en`) and German (`de`); those of another language must be complete. */
  readonly messages?: MessagesByLanguage;
  /** What the Content-Security-Policy lets clients' logos come from beside this origin. Default `['https:']`. */
  readonly imageSources?: readonly string[];
  /** Icons of the installed app in place of ours. */
  readonly icons?: readonly ApprovalPageIcon[];
}

/** The same, complete and judged. */
export interface ApprovalPageConfiguration
  extends Required<Pick<ApprovalPageOptions, 'api' | 'name' | 'messages' | 'imageSources'>> {
  readonly stylesheet: string | undefined;
  readonly signIn: string | undefined;
  readonly icons: readonly ApprovalPageIcon[] | undefined;
}

const NAMES: readonly (keyof ApprovalPageOptions)[] = [
  ...(['api', 'name', 'stylesheet', 'signIn'] as const),
  ...(['messages', 'imageSources', 'icons'] as const),
];

/** Judges the options. */
export function pageConfiguration(options: ApprovalPageOptions): ApprovalPageConfiguration {
  demand(isAddress(options?.api), 'approvalPage() needs to know where the device API is: { api: "/device" }');
  requireKnown(options);
  const { api, name = 'Approvals', stylesheet, signIn, messages = {}, icons } = options;
  const { imageSources = ['https:'] } = options;
  demand(typeof name === 'string' && name.trim() !== '', 'name is the name of the page, and not empty');
  demand(
    [stylesheet, signIn].every((address) => address === undefined || isAddress(address)),
    'stylesheet and signIn are a path such as /login, or a URL that begins with https:// or http://',
  );
  demand(
    Array.isArray(imageSources) && imageSources.every(isSource),
    'imageSources are sources of a Content-Security-Policy such as https://images.example',
  );
  demand(icons === undefined || isIcons(icons), 'icons have a src, a path or URL, and sizes such as 512x512');
  const fault = faultOfMessages(messages);
  demand(fault === undefined, `messages: ${fault}`);
  return { api: api.replace(/\/+$/, ''), name, stylesheet, signIn, messages, imageSources, icons };
}

function demand(holds: boolean, message: string): void {
  if (!holds) throw new ConfigurationError('ERR_CIBA_PAGE', message);
}

function requireKnown(options: ApprovalPageOptions): void {
  const unknown = Object.keys(options).find((name) => !(NAMES as readonly string[]).includes(name));
  if (unknown === undefined) return;
  const message = `unknown option ${unknown} of approvalPage(); known: ${NAMES.join(', ')}`;
  throw new ConfigurationError('ERR_CIBA_UNKNOWN_OPTION', message);
}

/** A path of this origin, or a web address; `//elsewhere.example` only looks like a path, and browsers leave control characters out. */
function isAddress(text: unknown): text is string {
  if (typeof text !== 'string' || /\p{Cc}/u.test(text)) return false;
  if (/^\/(?![/\\])/.test(text)) return true;
  return URL.canParse(text) && /^https?:\/\//i.test(text);
}

function isSource(text: unknown): boolean {
  return typeof text === 'string' && /^(?:https?:|data:|https?:\/\/[\w.*:/-]+)$/.test(text);
}

function isIcons(icons: readonly ApprovalPageIcon[]): boolean {
  return (
    Array.isArray(icons) && icons.every((icon) => isAddress(icon?.src) && typeof icon.sizes === 'string')
  );
}

import type { ApprovalContent, AuthorizationDetail, JsonObject } from '../index.js';
import { isObject } from './body.js';

/** What a device says with an approval. */
export interface SentApproval extends Pick<ApprovalContent, 'scope' | 'authorization_details'> {
  /** The two digits that the user has picked or typed. */
  readonly number?: string;
}

/** How each member must look. */
const MEMBERS: Readonly<Record<keyof SentApproval, (value: unknown) => boolean>> = {
  scope: (value) => Array.isArray(value) && value.every((token) => typeof token === 'string' && token !== ''),
  authorization_details: (value) => Array.isArray(value) && value.every(isDetail),
  number: (value) => typeof value === 'string' && /^\d{2}$/.test(value),
};

/** Reads the body of an approval; undefined where it says anything else: a misspelt `scope` would grant everything. */
export function approvalOf(body: JsonObject): SentApproval | undefined {
  const fits = Object.entries(body).every(([name, value]) =>
    Object.hasOwn(MEMBERS, name) ? MEMBERS[name as keyof SentApproval](value) : false,
  );
  return fits ? (body as SentApproval) : undefined;
}

function isDetail(value: unknown): value is AuthorizationDetail {
  return isObject(value) && typeof (value as { readonly type?: unknown }).type === 'string';
}

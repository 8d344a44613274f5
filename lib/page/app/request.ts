/** JSON as it comes from the device API. */
export type Json =
  | string
  | number
  | boolean
  | null
  | readonly Json[]
  | { readonly [member: string]: Json | undefined };

/** An object of it. */
export type JsonObject = { readonly [member: string]: Json | undefined };

/** Who asks. */
export interface Client {
  readonly client_id: string;
  readonly client_name?: string | undefined;
  readonly logo_uri?: string | undefined;
  readonly tos_uri?: string | undefined;
  readonly policy_uri?: string | undefined;
}

/** How the number of the other device is given. */
export type NumberMatching =
  | { readonly mode: 'pick'; readonly numbers: readonly string[] }
  | { readonly mode: 'type'; readonly attempts_left: number };

/** A request as the device API shows it, as far as it is looked at here. */
export interface ApprovalRequest {
  readonly id: string;
  readonly state: string;
  readonly client: Client;
  readonly scope: readonly string[];
  readonly authorization_details?: readonly JsonObject[];
  readonly resource?: readonly string[];
  readonly binding_message?: string;
  readonly number_matching?: NumberMatching;
  readonly claims?: JsonObject;
  readonly ui_locales?: readonly string[];
  readonly createdAt: string;
  readonly expiresAt: string;
  /** Seconds that are left, by the server's clock. */
  readonly expires_in: number;
}

/** The list of the device API. */
export interface RequestList {
  /** Stands for whoever is signed in. */
  readonly user: string;
  readonly requests: readonly ApprovalRequest[];
}

/** What the user can answer. */
export type Decision = 'approve' | 'deny' | 'report';

/** How a client is called. */
export function nameOf({ client_name, client_id }: Client): string {
  return client_name?.trim() ? client_name : client_id;
}

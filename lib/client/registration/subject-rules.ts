import { ownUrl, provesSector, type SectorMetadata } from '../pairwise/sector.js';
import { demand, isEndpoint } from './demand.js';
import type { ClientMetadata } from './members.js';

/** What is offered of subject identifiers. */
export interface SubjectPolicy {
  readonly pairwise: boolean;
}

/** By which name the client knows its users. CIBA Core 1.0 §4, OpenID Connect Core 1.0 §8. */
export function requireSubjects(metadata: ClientMetadata, { pairwise }: SubjectPolicy): void {
  const { subject_type: type = 'public', sector_identifier_uri: uri, redirect_uris: redirects } = metadata;
  demand(isEndpoint(uri), 'sector_identifier_uri is an https URL.');
  demand(pairwise || type === 'public', 'subject_type is public.');
  demand(type === 'public' || type === 'pairwise', 'subject_type is public or pairwise.');
  if (type === 'public') return;
  const client = metadata as SectorMetadata;
  demand(ownUrl(client) !== undefined, 'jwks_uri is required of a pairwise client.');
  demand(
    provesSector(client),
    'A pairwise client authenticates by a key of its jwks_uri, or signs requests.',
  );
  // Without it the code flow would find another sector, and the same user have two names.
  const oneFlow = uri !== undefined || !Array.isArray(redirects) || redirects.length === 0;
  demand(oneFlow, 'A pairwise client with redirect_uris has a sector_identifier_uri.');
}

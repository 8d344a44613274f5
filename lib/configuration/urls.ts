import { requireKnown } from '../known-options.js';
import type { CibaOptions } from '../options.js';
import {
  requireIssuer,
  requireMountPath,
  requirePath,
  requirePathsOfTheirOwn,
  requireUrl,
} from './checks.js';

/** One text for each endpoint. */
export interface PerEndpoint {
  readonly backchannelAuthentication: string;
  readonly token: string;
  readonly registration: string;
}

/** Where the endpoints are, inside the host and for the world. */
export interface Urls {
  readonly issuer: string;
  readonly mountPath: string;
  readonly paths: PerEndpoint;
  readonly endpoints: PerEndpoint;
  /** The same endpoints where certificates are asked for. */
  readonly mtlsEndpoints: Partial<Omit<PerEndpoint, 'registration'>>;
}

const MTLS_ENDPOINTS = ['backchannelAuthentication', 'token'];
const ENDPOINTS = [...MTLS_ENDPOINTS, 'registration'];

const DEFAULT_PATHS: PerEndpoint = {
  backchannelAuthentication: '/bc-authorize',
  token: '/token',
  registration: '/register',
};

/** The published URLs are the issuer's origin, the mount path and the path; nothing is ever taken from a request. @throws ConfigurationError */
export function urlsOf(options: CibaOptions): Urls {
  const given = requireKnown(options.paths ?? {}, { prefix: 'option paths.', names: ENDPOINTS });
  const published = requireKnown(options.endpoints ?? {}, { prefix: 'option endpoints.', names: ENDPOINTS });
  const mtlsEndpoints = requireKnown(options.mtlsEndpoints ?? {}, {
    prefix: 'option mtlsEndpoints.',
    names: MTLS_ENDPOINTS,
  });
  for (const url of Object.values(mtlsEndpoints)) if (url !== undefined) requireUrl(url);
  const issuer = requireIssuer(options.issuer);
  const mountPath = requireMountPath(options.mountPath ?? '');
  const base = new URL(issuer).origin + mountPath;
  const paths = perEndpoint((name) => requirePath('paths', given[name] ?? DEFAULT_PATHS[name]));
  const { registration: _registration, ...always } = paths;
  requirePathsOfTheirOwn(Object.values(options.adapter?.registerClient === undefined ? always : paths));
  const endpoints = perEndpoint((name) => requireUrl(published[name] ?? base + paths[name]));
  return { issuer, mountPath, paths, endpoints, mtlsEndpoints };
}

function perEndpoint(text: (name: keyof PerEndpoint) => string): PerEndpoint {
  return {
    backchannelAuthentication: text('backchannelAuthentication'),
    token: text('token'),
    registration: text('registration'),
  };
}

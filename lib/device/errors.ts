/** Every `error` that the device API answers with. */
export type DeviceErrorCode =
  | 'invalid_request'
  | 'unauthenticated'
  | 'cross_site'
  | 'not_found'
  | 'method_not_allowed'
  | 'payload_too_large'
  | 'unsupported_media_type'
  | 'too_many_streams'
  | 'server_error'
  | 'temporarily_unavailable';

const STATUS: Readonly<Record<DeviceErrorCode, number>> = {
  invalid_request: 400,
  unauthenticated: 401,
  cross_site: 403,
  not_found: 404,
  method_not_allowed: 405,
  payload_too_large: 413,
  unsupported_media_type: 415,
  too_many_streams: 429,
  server_error: 500,
  temporarily_unavailable: 503,
};

/** All of them. */
export const DEVICE_ERRORS = Object.keys(STATUS) as readonly DeviceErrorCode[];

export function statusOf(error: DeviceErrorCode): number {
  return STATUS[error];
}

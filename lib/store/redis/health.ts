const OLDEST = [6, 2] as const;

/** Reads the server's INFO: too old a version, or an eviction policy that could drop pending requests. */
export function problemsOf(info: string): readonly string[] {
  const problems: string[] = [];
  const version = member(info, 'redis_version');
  const [major = 0, minor = 0] = (version ?? '').split('.').map(Number);
  if (version !== undefined && (major < OLDEST[0] || (major === OLDEST[0] && minor < OLDEST[1]))) {
    problems.push(`Redis ${version} is too old: 6.2 or newer is needed`);
  }
  const policy = member(info, 'maxmemory_policy');
  if (policy !== undefined && policy !== 'noeviction') {
    problems.push(`maxmemory-policy ${policy} may drop pending requests: set noeviction`);
  }
  if (member(info, 'role') === 'slave')
    problems.push('this Redis is a read-only replica: connect to the master');
  return problems;
}

/** Reads the server's INFO: fewer replicas than every answer waits for. */
export function missingReplicas(info: string, count: number): readonly string[] {
  const connected = Number(member(info, 'connected_slaves') ?? count);
  return connected < count ? [`waitReplicas asks for ${count} replicas, ${connected} connected`] : [];
}

function member(info: string, name: string): string | undefined {
  return new RegExp(`^${name}:(.*?)\\r?$`, 'm').exec(info)?.[1];
}

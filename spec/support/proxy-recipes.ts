import { readFileSync } from 'node:fs';
import ts from 'typescript';
import type { CibaAdapter } from '../../lib/adapter.js';

/** What docs/mtls.md tells a host behind a proxy to do. */
export interface Recipe {
  /** The proxy's own configuration, with its placeholders. */
  readonly configuration: string;
  readonly getCertificate: NonNullable<CibaAdapter['getCertificate']>;
}

const PROXIES = { nginx: 'nginx', HAProxy: 'haproxy', Envoy: 'yaml' } as const;

/** The recipe of one proxy, word for word; its callback knows the secret. */
export function recipeFor(proxy: keyof typeof PROXIES, secret: string): Recipe {
  const recipe = section(proxy);
  const code = [block(section('TLS that ends at a proxy'), 'ts'), block(recipe, 'ts')].join('\n');
  return { configuration: block(recipe, PROXIES[proxy]), getCertificate: callbackIn(code, secret) };
}

/** A configuration with each placeholder replaced; one that is not there is a mistake. */
export function filledIn(configuration: string, values: Readonly<Record<string, string>>): string {
  return Object.entries(values).reduce((text, [placeholder, value]) => {
    if (!text.includes(placeholder)) throw new Error(`docs/mtls.md has no ${placeholder}`);
    return text.replace(placeholder, value);
  }, configuration);
}

function section(title: string): string {
  const text = readFileSync(`${__dirname}/../../docs/mtls.md`, 'utf8');
  const found = text.split(/^##+ /m).find((part) => part.startsWith(`${title}\n`));
  if (found === undefined) throw new Error(`docs/mtls.md has no section ${title}`);
  return found;
}

function block(text: string, language: string): string {
  const found = new RegExp(`^\`\`\`${language}\\n([\\s\\S]*?)^\`\`\``, 'm').exec(text)?.[1];
  if (found === undefined) throw new Error(`docs/mtls.md has no block of ${language} where one was`);
  return found;
}

/** Runs the code as a module of its own. That it compiles is for spec/docs to show. */
function callbackIn(code: string, secret: string): Recipe['getCertificate'] {
  const compilerOptions = { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(`${code}\nexport { getCertificate };`, { compilerOptions });
  const module = {} as Pick<Recipe, 'getCertificate'>;
  new Function('exports', 'require', 'process', outputText)(module, require, {
    env: { PROXY_SECRET: secret },
  });
  return module.getCertificate;
}

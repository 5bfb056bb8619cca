import { X509Certificate } from 'node:crypto';
import { rootCertificates } from 'node:tls';
import { GatewayUnavailable } from '../../billing/gateway.js';
import type { PaypalConfig } from '../../config.js';
import type { Clock } from '../../kit/time.js';

const HOSTS: Readonly<Record<PaypalConfig['mode'], ReadonlySet<string>>> = {
  live: new Set(['api.paypal.com', 'api-m.paypal.com']),
  sandbox: new Set(['api.sandbox.paypal.com', 'api-m.sandbox.paypal.com']),
};
const PATH = /^\/v1\/notifications\/certs\/[\w.-]{1,120}$/;
/** PayPal's certificates for messages are called so, with `.sandbox` in its test mode. */
const COMMON_NAME = /^messageverificationcerts(\.[a-z0-9-]+)*\.paypal\.com$/;

const FETCH_TIMEOUT_MS = 5_000;
const PEM_MAX_BYTES = 64_000;
const CHAIN_MAX = 6;
const KEPT_MAX = 16;

/** Certificates that webhooks are signed with. */
export interface Certificates {
  /**
   * The certificate at an address that a webhook names. Null: the address is none of PayPal's, nothing is there, or
   * what is there is not to be trusted. Throws `GatewayUnavailable` where nobody answered.
   */
  trusted(address: string): Promise<X509Certificate | null>;
}

/**
 * An address is followed only where PayPal itself says who it is: an https address of its own, to the letter, and no
 * redirect. With the built-in sandbox it is the sandbox's address on loopback instead, and its own authority.
 * Source: https://developer.paypal.com/api/rest/webhooks/rest/
 */
export function createCertificates({ config, clock }: { config: PaypalConfig; clock: Clock }): Certificates {
  const kept = new Map<string, readonly X509Certificate[]>();
  let roots: Promise<readonly X509Certificate[]> | null = null;

  const sandboxFolder = config.apiBase === null ? null : `${config.apiBase}/v1/notifications/certs/`;
  const isAllowed = (address: string): boolean =>
    sandboxFolder === null ? isPaypals(address, config.mode) : isInside(address, sandboxFolder);

  function trustedRoots(): Promise<readonly X509Certificate[]> {
    roots ??=
      sandboxFolder === null
        ? Promise.resolve(rootCertificates.map((pem) => new X509Certificate(pem)))
        : load(`${sandboxFolder}CA`).then((found) => found ?? []);
    // Without an answer there is nothing to keep.
    roots.catch(() => {
      roots = null;
    });
    return roots;
  }

  async function chainAt(address: string): Promise<readonly X509Certificate[] | null> {
    const known = kept.get(address);
    if (known) return known;
    const found = await load(address);
    if (found === null) return null;
    if (kept.size >= KEPT_MAX) kept.delete(kept.keys().next().value ?? '');
    kept.set(address, found);
    return found;
  }

  return {
    async trusted(address) {
      if (!isAllowed(address)) return null;
      const chain = await chainAt(address);
      const [leaf] = chain ?? [];
      if (!chain || !leaf || !COMMON_NAME.test(commonNameOf(leaf))) return null;
      return isIssuedUnder(chain, await trustedRoots(), clock.now()) ? leaf : null;
    },
  };
}

/** Read back, an address must be what was written: nothing that parsers disagree about. */
export function isPaypals(address: string, mode: PaypalConfig['mode']): boolean {
  if (!URL.canParse(address)) return false;
  const url = new URL(address);
  return (
    address === `https://${url.host}${url.pathname}` && HOSTS[mode].has(url.host) && PATH.test(url.pathname)
  );
}

const isInside = (address: string, folder: string): boolean =>
  address.startsWith(folder) && /^[\w-]{1,120}$/.test(address.slice(folder.length));

/** From the certificate up to one of the roots; each valid now, and each issuer allowed to issue. */
export function isIssuedUnder(
  [leaf, ...others]: readonly X509Certificate[],
  roots: readonly X509Certificate[],
  now: Date,
): boolean {
  let current = leaf;
  for (let steps = 0; current !== undefined && steps < CHAIN_MAX; steps += 1) {
    const below = current;
    if (!isValidAt(below, now)) return false;
    const issued = (issuer: X509Certificate): boolean =>
      issuer.ca && isValidAt(issuer, now) && below.checkIssued(issuer) && below.verify(issuer.publicKey);
    if (roots.some(issued)) return true;
    current = others.find((other) => other !== below && issued(other));
  }
  return false;
}

const isValidAt = (certificate: X509Certificate, now: Date): boolean =>
  new Date(certificate.validFrom) <= now && now <= new Date(certificate.validTo);

const commonNameOf = ({ subject }: X509Certificate): string =>
  subject
    .split('\n')
    .find((line) => line.startsWith('CN='))
    ?.slice(3) ?? '';

/** Null: nothing is there, or no certificate. */
async function load(address: string): Promise<readonly X509Certificate[] | null> {
  let response: Response;
  let text: string;
  try {
    response = await fetch(address, { redirect: 'manual', signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (Number(response.headers.get('content-length') ?? 0) > PEM_MAX_BYTES) return null;
    text = await response.text();
  } catch (error) {
    throw new GatewayUnavailable('PayPal gave no answer to a question for its certificate', { cause: error });
  }
  if (response.status >= 500)
    throw new GatewayUnavailable(`PayPal could not give its certificate: ${response.status}`);
  if (response.status !== 200 || text.length > PEM_MAX_BYTES) return null;
  try {
    const pems = text.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
    return pems.length === 0 || pems.length > CHAIN_MAX ? null : pems.map((pem) => new X509Certificate(pem));
  } catch {
    return null;
  }
}

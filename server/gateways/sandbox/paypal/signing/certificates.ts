import { createPublicKey, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';
import {
  bits,
  type Der,
  none,
  objectId,
  octets,
  sequence,
  set,
  tagged,
  time,
  truth,
  utf8,
  whole,
} from './der.js';

/** X.509 certificates of the sandbox's own making (RFC 5280), since the platform reads them but makes none. */

const SHA256_WITH_RSA = '1.2.840.113549.1.1.11';
const COMMON_NAME = '2.5.4.3';
const BASIC_CONSTRAINTS = '2.5.29.19';
const KEY_USAGE = '2.5.29.15';
/** Bits from the left: digitalSignature 0, keyCertSign 5. */
const SIGNS_MESSAGES = Buffer.from([0x80]);
const SIGNS_CERTIFICATES = Buffer.from([0x04]);

export interface Papers {
  /** PEM texts. */
  readonly authority: string;
  readonly leaf: string;
  readonly leafKey: string;
}

export interface Wish {
  readonly authorityName?: string;
  readonly leafName: string;
  readonly from: Date;
  readonly until: Date;
}

/** A certificate authority and a certificate for signing messages under it. */
export function makePapers({
  authorityName = 'Countinghouse sandbox CA',
  leafName,
  from,
  until,
}: Wish): Papers {
  const authority = newKey();
  const leaf = newKey();
  const own = { issuer: authorityName, signer: authority.privateKey, from, until };
  return {
    authority: certificate({ ...own, subject: authorityName, key: authority.publicKey, isAuthority: true }),
    leaf: certificate({ ...own, subject: leafName, key: leaf.publicKey, isAuthority: false }),
    leafKey: leaf.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  };
}

const newKey = () => generateKeyPairSync('rsa', { modulusLength: 2048 });

function certificate(paper: {
  issuer: string;
  subject: string;
  signer: KeyObject;
  key: KeyObject;
  from: Date;
  until: Date;
  isAuthority: boolean;
}): string {
  const algorithm = sequence(objectId(SHA256_WITH_RSA), none());
  const serial = randomBytes(16);
  serial[0] = (serial[0] ?? 0) & 0x7f || 1;
  const body = sequence(
    tagged(0, whole(Buffer.from([2]))),
    whole(serial),
    algorithm,
    name(paper.issuer),
    sequence(time(paper.from), time(paper.until)),
    name(paper.subject),
    paper.key.export({ type: 'spki', format: 'der' }),
    tagged(3, extensions(paper.isAuthority)),
  );
  const signature = sign('sha256', body, paper.signer);
  return pem(sequence(body, algorithm, bits(signature)));
}

const name = (commonName: string): Der => sequence(set(sequence(objectId(COMMON_NAME), utf8(commonName))));

const extensions = (isAuthority: boolean): Der =>
  sequence(
    sequence(
      objectId(BASIC_CONSTRAINTS),
      truth(true),
      octets(sequence(...(isAuthority ? [truth(true)] : []))),
    ),
    sequence(
      objectId(KEY_USAGE),
      truth(true),
      octets(isAuthority ? bits(SIGNS_CERTIFICATES, 2) : bits(SIGNS_MESSAGES, 7)),
    ),
  );

const pem = (der: Der): string =>
  `-----BEGIN CERTIFICATE-----\n${(der.toString('base64').match(/.{1,64}/g) ?? []).join('\n')}\n-----END CERTIFICATE-----\n`;

export const publicKeyOf = (papers: Papers): KeyObject => createPublicKey(papers.leaf);

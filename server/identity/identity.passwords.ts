import { hash, verify } from '@node-rs/argon2';

export const MIN_PASSWORD_LENGTH = 8;
export const MAX_PASSWORD_LENGTH = 128;

// OWASP's smallest recommendation for argon2id: 19 MiB, two passes, one lane. `2` is Argon2id; the package exports the
// name as a const enum, which cannot be read from a file that is compiled alone.
const ARGON2ID = { algorithm: 2, memoryCost: 19_456, timeCost: 2, parallelism: 1, outputLen: 32 };

/** NFKC, so that one password typed on two keyboards is one password. */
const spelled = (password: string): string => password.normalize('NFKC');

export const hashPassword = (password: string): Promise<string> => hash(spelled(password), ARGON2ID);

/** False for a wrong password; throws for a hash that is none. */
export const verifyPassword = ({
  hash: stored,
  password,
}: {
  hash: string;
  password: string;
}): Promise<boolean> => verify(stored, spelled(password));

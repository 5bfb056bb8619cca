import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * The value of a cookie that the sign-in library signed (`value.signature`, HMAC-SHA256 in base64), or null where it is
 * missing or was changed.
 */
export function signedCookie(
  header: string | undefined,
  cookie: { name: string; secret: string },
): string | null {
  const raw = cookiesOf(header).find(([name]) => name === cookie.name)?.[1];
  const text = raw === undefined ? null : decoded(raw);
  if (text === null) return null;
  const dot = text.lastIndexOf('.');
  if (dot < 1) return null;
  const value = text.slice(0, dot);
  const expected = createHmac('sha256', cookie.secret).update(value).digest();
  const given = Buffer.from(text.slice(dot + 1), 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected) ? value : null;
}

/** Only the cookies of one door, as a header: the library of the other door's population never sees them. */
export const cookiesWithPrefix = (header: string | undefined, prefix: string): string =>
  cookiesOf(header)
    .filter(([name]) => name.startsWith(`${prefix}.`))
    .map(([name, value]) => `${name}=${value}`)
    .join('; ');

function cookiesOf(header: string | undefined): [name: string, value: string][] {
  return (header ?? '').split(';').flatMap((pair) => {
    const equals = pair.indexOf('=');
    return equals < 1
      ? []
      : [[pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()] as [string, string]];
  });
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}

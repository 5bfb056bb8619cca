/** Signed in at most this long by one password, however often the session slides on. */
const CUSTOMER_CAP_MS = 30 * 86_400_000;
/** A member of staff who walks away from the desk. */
const STAFF_IDLE_MS = 30 * 60_000;
/** Seen again within this time costs no write. */
const STAFF_TOUCH_MS = 60_000;

/** Whether a customer's session may still be used: not past its sliding end, nor past the absolute one. */
export const isCustomerSessionOpen = (session: { createdAt: Date; expiresAt: Date }, now: Date): boolean =>
  session.expiresAt > now && now.getTime() - session.createdAt.getTime() < CUSTOMER_CAP_MS;

/** Whether a staff session may still be used: not past its end, not idle too long, its owner still with us. */
export const isStaffSessionOpen = (
  session: { expiresAt: Date; lastSeenAt: Date; deactivatedAt: Date | null },
  now: Date,
): boolean =>
  session.deactivatedAt === null &&
  session.expiresAt > now &&
  now.getTime() - session.lastSeenAt.getTime() < STAFF_IDLE_MS;

export const isDueToTouch = (session: { lastSeenAt: Date }, now: Date): boolean =>
  now.getTime() - session.lastSeenAt.getTime() >= STAFF_TOUCH_MS;

export type SecondFactorState = 'shown' | 'missing' | 'enrolment_required' | 'not_demanded';

/**
 * What a staff session still owes. The proof belongs to the session, not to the person: one opened by password alone
 * owes it, also where its owner has set up an app since. The sandbox demands none.
 */
export function secondFactorOf(
  session: { mfaAt: Date | null; twoFactorEnabled: boolean },
  demanded: boolean,
): SecondFactorState {
  if (session.mfaAt !== null) return 'shown';
  if (!demanded) return 'not_demanded';
  return session.twoFactorEnabled ? 'missing' : 'enrolment_required';
}

/** The network of a client: an IPv4 address, or the /64 of IPv6, since every customer there owns a whole one. */
export function networkOf(address: string): string {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address);
  if (mapped?.[1] !== undefined) return mapped[1];
  if (!address.includes(':')) return address;
  const [head = '', tail = ''] = address.toLowerCase().split('%')[0]?.split('::') ?? [];
  const front = head.split(':').filter((group) => group !== '');
  const back = tail.split(':').filter((group) => group !== '');
  const zeros = address.includes('::') ? Math.max(0, 8 - front.length - back.length) : 0;
  const groups = [...front, ...Array.from({ length: zeros }, () => '0'), ...back];
  return `${groups.slice(0, 4).join(':')}::/64`;
}

import type { IncomingHttpHeaders } from 'node:http';
import type { StaffRole } from '../kit/actors.js';
import type { Db } from '../kit/db.js';
import { type DomainError, notFound } from '../kit/errors.js';
import type { Clock } from '../kit/time.js';
import { signedCookie } from './identity.cookies.js';
import { enrolmentMissing, secondFactorMissing, unauthenticated } from './identity.errors.js';
import {
  isCustomerSessionOpen,
  isDueToTouch,
  isStaffSessionOpen,
  type SecondFactorState,
  secondFactorOf,
} from './identity.rules.js';
import {
  endCustomerSessions,
  endStaffSession,
  findCustomerSession,
  findStaffSession,
  listCustomerSessions,
  touchStaffSession,
} from './identity.store.js';

/** What a session is read from: any HTTP request will do. */
export interface Knock {
  readonly headers: IncomingHttpHeaders;
}

export interface SignedInCustomer {
  userId: string;
  email: string;
  name: string;
  emailVerified: boolean;
  sessionId: string;
}

export interface SignedInStaff {
  staffId: string;
  email: string;
  name: string;
  role: StaffRole;
  sessionId: string;
}

/** A staff session that is open, whatever it still owes. */
export interface OpenStaffSession extends SignedInStaff {
  expiresAt: Date;
  twoFactorEnabled: boolean;
  secondFactor: SecondFactorState;
}

export interface OwnSession {
  id: string;
  ipAddress: string | null;
  userAgent: string | null;
  createdAt: Date;
  expiresAt: Date;
}

export interface Sessions {
  /** Who is signed in on the customers' side, or null. One query; past 30 days since sign-in nobody is. */
  customerOf(knock: Knock): Promise<SignedInCustomer | null>;
  /**
   * Who is signed in on the staff's side, or null: also where the session has not shown the second factor and the
   * sandbox is off. One query, and a write at most once a minute; half an hour without a request ends the session.
   */
  staffOf(knock: Knock): Promise<SignedInStaff | null>;
  /** As `customerOf`; refuses with `unauthenticated` where nobody is signed in. */
  requireCustomer(knock: Knock): Promise<SignedInCustomer>;
  /**
   * As `staffOf`; refuses with `unauthenticated`, or, where only the second factor is wanting, with
   * `two_factor_required` or `two_factor_enrolment_required` (forbidden).
   */
  requireStaff(knock: Knock): Promise<SignedInStaff>;
  /** The staff session of this request with what it still owes, or null. */
  openStaffSession(knock: Knock): Promise<OpenStaffSession | null>;
  /** Ends the session that this request carries, of both doors only the one asked for. */
  endCurrent(knock: Knock, door: 'customer' | 'staff'): Promise<void>;
  /** A customer's own open sessions, newest first. */
  list(userId: string): Promise<OwnSession[]>;
  /** Ends one of a customer's own sessions. Refuses with `session_not_found`, also for another's. */
  revoke(userId: string, sessionId: string): Promise<void>;
  /** Ends all sessions of a customer. */
  revokeAll(userId: string): Promise<void>;
}

interface DoorCookie {
  name: string;
  secret: string;
}

export function createSessions(parts: {
  db: Db;
  clock: Clock;
  cookies: { customer: DoorCookie; staff: DoorCookie };
  secondFactorDemanded: boolean;
}): Sessions {
  const { db, clock, cookies, secondFactorDemanded } = parts;

  async function customerRow(knock: Knock) {
    const token = signedCookie(knock.headers.cookie, cookies.customer);
    return token === null ? null : findCustomerSession(db.prisma, token);
  }

  async function staffRow(knock: Knock) {
    const token = signedCookie(knock.headers.cookie, cookies.staff);
    return token === null ? null : findStaffSession(db.prisma, token);
  }

  async function openStaffSession(knock: Knock): Promise<OpenStaffSession | null> {
    const row = await staffRow(knock);
    const now = clock.now();
    if (!row || !isStaffSessionOpen(row, now)) return null;
    if (isDueToTouch(row, now)) await touchStaffSession(db.prisma, row.sessionId, now);
    const { staffId, email, name, role, sessionId, expiresAt, twoFactorEnabled } = row;
    const secondFactor = secondFactorOf(row, secondFactorDemanded);
    return { staffId, email, name, role, sessionId, expiresAt, twoFactorEnabled, secondFactor };
  }

  async function customerOf(knock: Knock): Promise<SignedInCustomer | null> {
    const row = await customerRow(knock);
    if (!row || !isCustomerSessionOpen(row, clock.now())) return null;
    const { userId, email, name, emailVerified, sessionId } = row;
    return { userId, email, name, emailVerified, sessionId };
  }

  async function requireStaff(knock: Knock): Promise<SignedInStaff> {
    const session = await openStaffSession(knock);
    if (!session) throw unauthenticated();
    const refusal = refusalFor(session.secondFactor);
    if (refusal) throw refusal;
    return signedInStaff(session);
  }

  return {
    customerOf,
    requireStaff,
    openStaffSession,
    async requireCustomer(knock) {
      const customer = await customerOf(knock);
      if (!customer) throw unauthenticated();
      return customer;
    },
    async staffOf(knock) {
      const session = await openStaffSession(knock);
      return session && !refusalFor(session.secondFactor) ? signedInStaff(session) : null;
    },
    async endCurrent(knock, door) {
      if (door === 'customer') {
        const row = await customerRow(knock);
        if (row) await endCustomerSessions(db.prisma, row.userId, row.sessionId);
        return;
      }
      const row = await staffRow(knock);
      if (row) await endStaffSession(db.prisma, row.sessionId);
    },
    list: (userId) => listCustomerSessions(db.prisma, userId),
    async revoke(userId, sessionId) {
      if ((await endCustomerSessions(db.prisma, userId, sessionId)) === 0) throw notFound('session');
    },
    async revokeAll(userId) {
      await endCustomerSessions(db.prisma, userId);
    },
  };
}

function refusalFor(secondFactor: SecondFactorState): DomainError | null {
  switch (secondFactor) {
    case 'shown':
    case 'not_demanded':
      return null;
    case 'missing':
      return secondFactorMissing();
    case 'enrolment_required':
      return enrolmentMissing();
  }
}

const signedInStaff = ({ staffId, email, name, role, sessionId }: SignedInStaff): SignedInStaff => ({
  staffId,
  email,
  name,
  role,
  sessionId,
});

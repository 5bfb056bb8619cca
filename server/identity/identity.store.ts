import { prismaAdapter } from 'better-auth/adapters/prisma';
import type { StaffRole } from '../kit/actors.js';
import { type Db, isUniqueViolation, type Reader } from '../kit/db.js';
import { newId } from '../kit/ids.js';

/** The sign-in library's door to our tables. Its transactions are off unless asked for. */
export const libraryAdapter = (db: Db) =>
  prismaAdapter(db.prisma, { provider: 'postgresql', transaction: true });

export interface CustomerSessionRow {
  sessionId: string;
  createdAt: Date;
  expiresAt: Date;
  userId: string;
  email: string;
  name: string;
  emailVerified: boolean;
}

/** One statement, since every request of the portal asks it. */
export async function findCustomerSession(prisma: Reader, token: string): Promise<CustomerSessionRow | null> {
  const [row] = await prisma.$queryRaw<CustomerSessionRow[]>`
    SELECT s.id AS "sessionId", s.created_at AS "createdAt", s.expires_at AS "expiresAt",
           u.id AS "userId", u.email, u.name, u.email_verified AS "emailVerified"
      FROM session s JOIN "user" u ON u.id = s.user_id
     WHERE s.token = ${token}`;
  return row ?? null;
}

export interface StaffSessionRow {
  sessionId: string;
  createdAt: Date;
  expiresAt: Date;
  lastSeenAt: Date;
  mfaAt: Date | null;
  staffId: string;
  email: string;
  name: string;
  role: StaffRole;
  twoFactorEnabled: boolean;
  deactivatedAt: Date | null;
}

/** One statement, since every request of the back office asks it. */
export async function findStaffSession(prisma: Reader, token: string): Promise<StaffSessionRow | null> {
  const [row] = await prisma.$queryRaw<StaffSessionRow[]>`
    SELECT s.id AS "sessionId", s.created_at AS "createdAt", s.expires_at AS "expiresAt",
           s.last_seen_at AS "lastSeenAt", s.mfa_at AS "mfaAt", u.id AS "staffId", u.email, u.name,
           u.role::text AS role, u.two_factor_enabled AS "twoFactorEnabled", u.deactivated_at AS "deactivatedAt"
      FROM staff_session s JOIN staff_user u ON u.id = s.user_id
     WHERE s.token = ${token}`;
  return row ?? null;
}

export async function touchStaffSession(prisma: Reader, sessionId: string, at: Date): Promise<void> {
  await prisma.staffSession.updateMany({ where: { id: sessionId }, data: { lastSeenAt: at } });
}

export async function endStaffSession(prisma: Reader, sessionId: string): Promise<void> {
  await prisma.staffSession.deleteMany({ where: { id: sessionId } });
}

export const listCustomerSessions = (prisma: Reader, userId: string) =>
  prisma.session.findMany({
    where: { userId },
    select: { id: true, ipAddress: true, userAgent: true, createdAt: true, expiresAt: true },
    orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
    take: 100,
  });

/** How many sessions ended: with an id, that one if it is the user's own; without, all. */
export async function endCustomerSessions(
  prisma: Reader,
  userId: string,
  sessionId?: string,
): Promise<number> {
  const { count } = await prisma.session.deleteMany({
    where: { userId, ...(sessionId ? { id: sessionId } : {}) },
  });
  return count;
}

/** Records one more attempt under a key, in one statement so that attempts at once are all counted. */
export async function countAttempt(
  prisma: Reader,
  attempt: { key: string; at: Date; windowEndsAt: Date },
): Promise<{ count: number; windowEndsAt: Date }> {
  const { key, at, windowEndsAt } = attempt;
  const [row] = await prisma.$queryRaw<{ count: number; windowEndsAt: Date }[]>`
    INSERT INTO auth_rate_limit AS kept (key, count, window_ends_at) VALUES (${key}, 1, ${windowEndsAt})
    ON CONFLICT (key) DO UPDATE SET
      count = CASE WHEN kept.window_ends_at <= ${at} THEN 1 ELSE kept.count + 1 END,
      window_ends_at = CASE WHEN kept.window_ends_at <= ${at} THEN excluded.window_ends_at ELSE kept.window_ends_at END
    RETURNING count, window_ends_at AS "windowEndsAt"`;
  if (row === undefined) throw new Error('An attempt was not counted');
  return row;
}

export async function uncountAttempt(prisma: Reader, key: string): Promise<void> {
  await prisma.authRateLimit.updateMany({
    where: { key, count: { gt: 0 } },
    data: { count: { decrement: 1 } },
  });
}

export async function forgetAttempts(prisma: Reader, key: string): Promise<void> {
  await prisma.authRateLimit.deleteMany({ where: { key } });
}

/** True for whoever comes first with this code; the primary key decides between two who come together. */
export async function claimTotpCode(
  prisma: Reader,
  use: { subjectId: string; codeHash: string; expiresAt: Date },
): Promise<boolean> {
  try {
    await prisma.totpUse.create({ data: use });
    return true;
  } catch (error) {
    if (isUniqueViolation(error)) return false;
    throw error;
  }
}

export const findUserByEmail = (prisma: Reader, email: string) =>
  prisma.user.findUnique({ where: { email }, select: { id: true, locale: true, emailVerified: true } });

export const findStaffByEmail = (prisma: Reader, email: string) =>
  prisma.staffUser.findUnique({ where: { email }, select: { id: true } });

export const findStaff = (prisma: Reader, staffId: string) =>
  prisma.staffUser.findUnique({
    where: { id: staffId },
    select: { id: true, email: true, name: true, deactivatedAt: true },
  });

interface NewPerson {
  email: string;
  name: string;
  passwordHash: string;
}

// Whoever has no other way in signs in with a password; the library finds it under this name and the person's own id.
const PASSWORD = 'credential';

export async function addCustomer(
  prisma: Reader,
  person: NewPerson & { emailVerified: boolean },
): Promise<string> {
  const { email, name, emailVerified, passwordHash } = person;
  const id = newId('usr');
  const credential = {
    id: newId('crd'),
    providerId: PASSWORD,
    providerAccountId: id,
    password: passwordHash,
  };
  await prisma.user.create({ data: { id, email, name, emailVerified, credentials: { create: credential } } });
  return id;
}

export async function addStaff(prisma: Reader, person: NewPerson & { role: StaffRole }): Promise<string> {
  const { email, name, role, passwordHash } = person;
  const id = newId('stf');
  const credential = {
    id: newId('scd'),
    providerId: PASSWORD,
    providerAccountId: id,
    password: passwordHash,
  };
  await prisma.staffUser.create({
    data: { id, email, name, role, emailVerified: true, credentials: { create: credential } },
  });
  return id;
}

/** Takes the second factor and every session away. */
export async function removeSecondFactor(prisma: Reader, staffId: string): Promise<void> {
  await prisma.staffTwoFactor.deleteMany({ where: { userId: staffId } });
  await prisma.staffUser.update({ where: { id: staffId }, data: { twoFactorEnabled: false } });
  await prisma.staffSession.deleteMany({ where: { userId: staffId } });
}

export async function deactivate(prisma: Reader, staffId: string, at: Date): Promise<void> {
  await prisma.staffUser.update({ where: { id: staffId }, data: { deactivatedAt: at } });
  await prisma.staffSession.deleteMany({ where: { userId: staffId } });
}

/** A new invitation ends the earlier ones. */
export async function addEnrolmentInvitation(
  prisma: Reader,
  invitation: { staffId: string; codeHash: string; at: Date; expiresAt: Date },
): Promise<void> {
  const { staffId, codeHash, at, expiresAt } = invitation;
  await useEnrolmentInvitations(prisma, staffId, at);
  await prisma.staffEnrolmentInvitation.create({ data: { id: newId('sei'), staffId, codeHash, expiresAt } });
}

export async function isEnrolmentInvited(
  prisma: Reader,
  invitation: { staffId: string; codeHash: string; at: Date },
): Promise<boolean> {
  const { staffId, codeHash, at } = invitation;
  const count = await prisma.staffEnrolmentInvitation.count({
    where: { staffId, codeHash, usedAt: null, expiresAt: { gt: at } },
  });
  return count === 1;
}

/** How many were open. */
export async function useEnrolmentInvitations(prisma: Reader, staffId: string, at: Date): Promise<number> {
  const open = { staffId, usedAt: null };
  return (await prisma.staffEnrolmentInvitation.updateMany({ where: open, data: { usedAt: at } })).count;
}

/** Clears what time has ended. What is still good is never touched. */
export async function removeExpiredRows(prisma: Reader, at: Date): Promise<void> {
  const expired = { where: { expiresAt: { lte: at } } };
  await prisma.session.deleteMany(expired);
  await prisma.staffSession.deleteMany(expired);
  await prisma.verification.deleteMany(expired);
  await prisma.staffVerification.deleteMany(expired);
  await prisma.totpUse.deleteMany(expired);
  await prisma.authRateLimit.deleteMany({ where: { windowEndsAt: { lte: at } } });
}

import { createHash } from 'node:crypto';
import { type Actor, type StaffRole, systemActor } from '../kit/actors.js';
import { isUniqueViolation, type Tx } from '../kit/db.js';
import { forbidden, notFound } from '../kit/errors.js';
import { newSecret } from '../kit/ids.js';
import { addSeconds } from '../kit/time.js';
import type { LibraryParts } from './identity.library.js';
import { mailKey } from './identity.mail.js';
import { hashPassword } from './identity.passwords.js';
import {
  addCustomer,
  addEnrolmentInvitation,
  addStaff,
  deactivate,
  findStaff,
  findStaffByEmail,
  findUserByEmail,
  isEnrolmentInvited,
  removeSecondFactor,
  useEnrolmentInvitations,
} from './identity.store.js';

const INVITATION_SECONDS = 3 * 86_400;

export interface People {
  /** A customer without sign-up, for sample data and tests. The same address again answers the one that is there. */
  createCustomer(person: {
    email: string;
    name: string;
    password: string;
    emailVerified: boolean;
  }): Promise<{ userId: string }>;
  /**
   * A member of staff; staff never register themselves. The same address again answers the one that is there and
   * changes nothing. Where a second factor is demanded, mails an invitation to set it up, good for three days and once.
   */
  createStaff(person: {
    email: string;
    name: string;
    role: StaffRole;
    password: string;
    by?: Actor;
  }): Promise<{ staffId: string }>;
  /**
   * For a lost telephone: takes the second factor and all sessions away and mails a new invitation. Admins only, and
   * nobody for themselves. Refuses with `forbidden`, `staff_not_found`.
   */
  resetSecondFactor(by: Actor, staffId: string): Promise<void>;
  /** For somebody who leaves: all sessions end, no sign-in works. Admins only, and nobody for themselves. */
  deactivateStaff(by: Actor, staffId: string): Promise<void>;
  /** Whether a code is this person's open invitation. */
  isInvited(staffId: string, code: string): Promise<boolean>;
  /**
   * Somebody of the staff came in. Writes it to the audit log; an invitation that was still open is used up, since a
   * second factor was shown or none is demanded.
   */
  signedIn(staff: StaffName): Promise<void>;
}

/** Who an audit row names. */
export interface StaffName {
  staffId: string;
  email: string;
  name: string;
  role: StaffRole;
}

const codeHashOf = (code: string): string => createHash('sha256').update(code).digest('base64url');
const plainEmail = (email: string): string => email.trim().toLowerCase();

export function createPeople(parts: LibraryParts): People {
  const { db, clock, config, mail } = parts;
  const secondFactorDemanded = !config.sandbox.enabled;

  async function invite(tx: Tx, staff: { id: string; email: string; name: string }): Promise<void> {
    const code = newSecret();
    const expiresAt = addSeconds(tx.at, INVITATION_SECONDS);
    await addEnrolmentInvitation(tx.prisma, {
      staffId: staff.id,
      codeHash: codeHashOf(code),
      at: tx.at,
      expiresAt,
    });
    await mail.sendLater(tx, {
      template: 'staff_invitation',
      to: staff.email,
      locale: 'en',
      accountId: null,
      data: { name: staff.name, link: `${config.web.baseUrl}/admin/sign-in`, code },
      dedupeKey: mailKey('staff_invitation', code),
    });
  }

  async function colleague(tx: Tx, by: Actor, staffId: string) {
    if (by.kind === 'staff' && (by.role !== 'admin' || by.staffId === staffId)) throw forbidden();
    if (by.kind === 'customer' || by.kind === 'apiKey') throw forbidden();
    const staff = await findStaff(tx.prisma, staffId);
    if (!staff) throw notFound('staff');
    return staff;
  }

  /** What somebody of the staff does for themselves. */
  function auditOwn(tx: Tx, action: string, staff: StaffName): void {
    const { staffId, email, name, role } = staff;
    const actor: Actor = { kind: 'staff', staffId, email, name, role };
    tx.audit({ actor, action, subject: { type: 'staff', id: staffId }, accountId: null });
  }

  return {
    async createCustomer({ name, password, emailVerified, ...person }) {
      const email = plainEmail(person.email);
      const known = await findUserByEmail(db.prisma, email);
      if (known) return { userId: known.id };
      const passwordHash = await hashPassword(password);
      try {
        return { userId: await addCustomer(db.prisma, { email, name, emailVerified, passwordHash }) };
      } catch (error) {
        const winner = isUniqueViolation(error) ? await findUserByEmail(db.prisma, email) : null;
        if (winner) return { userId: winner.id };
        throw error;
      }
    },
    async createStaff({ name, role, password, by = systemActor('setup'), ...person }) {
      const email = plainEmail(person.email);
      const known = await findStaffByEmail(db.prisma, email);
      if (known) return { staffId: known.id };
      const passwordHash = await hashPassword(password);
      return db.transaction(async (tx) => {
        const staffId = await addStaff(tx.prisma, { email, name, role, passwordHash });
        if (secondFactorDemanded) await invite(tx, { id: staffId, email, name });
        tx.audit({
          actor: by,
          action: 'staff.created',
          subject: { type: 'staff', id: staffId },
          accountId: null,
          after: { email, name, role },
        });
        return { staffId };
      });
    },
    async resetSecondFactor(by, staffId) {
      await db.transaction(async (tx) => {
        const staff = await colleague(tx, by, staffId);
        await removeSecondFactor(tx.prisma, staffId);
        await invite(tx, staff);
        const subject = { type: 'staff', id: staffId };
        tx.audit({ actor: by, action: 'staff.second_factor_reset', subject, accountId: null });
      });
    },
    async deactivateStaff(by, staffId) {
      await db.transaction(async (tx) => {
        await colleague(tx, by, staffId);
        await deactivate(tx.prisma, staffId, tx.at);
        const subject = { type: 'staff', id: staffId };
        tx.audit({ actor: by, action: 'staff.deactivated', subject, accountId: null });
      });
    },
    isInvited: (staffId, code) =>
      isEnrolmentInvited(db.prisma, { staffId, codeHash: codeHashOf(code), at: clock.now() }),
    signedIn: (staff) =>
      db.transaction(async (tx) => {
        const used = await useEnrolmentInvitations(tx.prisma, staff.staffId, tx.at);
        auditOwn(tx, used > 0 ? 'staff.second_factor_enrolled' : 'staff.signed_in', staff);
      }),
  };
}

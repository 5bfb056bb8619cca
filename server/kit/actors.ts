import { forbidden } from './errors.js';

export type MemberRole = 'owner' | 'admin' | 'billing' | 'member';
export type StaffRole = 'support' | 'finance' | 'admin';

/** Who asks. Every command takes one, since there are several doors to the same service. */
export type CustomerActor = { kind: 'customer'; userId: string; accountId: string; role: MemberRole };
export type StaffActor = { kind: 'staff'; staffId: string; role: StaffRole; email: string; name: string };
export type SystemActor = { kind: 'system'; name: string };
export type ApiKeyActor = { kind: 'apiKey'; keyId: string; accountId: string };
export type Actor = CustomerActor | StaffActor | SystemActor | ApiKeyActor;

export const systemActor = (name: string): SystemActor => ({ kind: 'system', name });

/** The stable name of an actor, for the audit log. */
export function actorId(actor: Actor): string {
  switch (actor.kind) {
    case 'customer':
      return actor.userId;
    case 'staff':
      return actor.staffId;
    case 'system':
      return actor.name;
    case 'apiKey':
      return actor.keyId;
  }
}

interface PermissionRow {
  customer: readonly MemberRole[];
  staff: readonly StaffRole[];
  /** Whether a program with the account's key may. */
  apiKey?: true;
}

/**
 * Who may do what: the one table. A customer's permission holds for their own account only; a missing row means no.
 * The system (jobs, webhooks) may do what reactions need.
 */
const PERMISSIONS = {
  'account.read': {
    customer: ['owner', 'admin', 'billing', 'member'],
    staff: ['support', 'finance', 'admin'],
  },
  'account.update': { customer: ['owner', 'admin'], staff: [] },
  'account.suspend': { customer: [], staff: ['finance', 'admin'] },
  'credits.read': {
    customer: ['owner', 'admin', 'billing', 'member'],
    staff: ['support', 'finance', 'admin'],
  },
  'credits.buy': { customer: ['owner', 'admin', 'billing'], staff: [] },
  'credits.spend': { customer: [], staff: [], apiKey: true },
  'credits.adjust': { customer: [], staff: ['finance', 'admin'] },
  'credits.transfer': { customer: [], staff: ['admin'] },
  'credits.recharge': { customer: ['owner', 'admin', 'billing'], staff: [] },
  'invoices.read': {
    customer: ['owner', 'admin', 'billing', 'member'],
    staff: ['support', 'finance', 'admin'],
  },
  'invoices.export': { customer: [], staff: ['support', 'finance', 'admin'] },
  'invoices.issue': { customer: [], staff: ['finance', 'admin'] },
  'invoices.credit': { customer: [], staff: ['finance', 'admin'] },
  'invoices.writeOff': { customer: [], staff: ['finance', 'admin'] },
  'invoices.void': { customer: [], staff: ['finance', 'admin'] },
  'invoices.send': { customer: [], staff: ['support', 'finance', 'admin'] },
  'payments.read': {
    customer: ['owner', 'admin', 'billing', 'member'],
    staff: ['support', 'finance', 'admin'],
  },
  'payments.start': { customer: ['owner', 'admin', 'billing'], staff: [] },
  'payments.decide': { customer: [], staff: ['finance', 'admin'] },
  'payments.record': { customer: [], staff: ['finance', 'admin'] },
  'payments.refund': { customer: [], staff: ['finance', 'admin'] },
  'payments.apply': { customer: ['owner', 'admin', 'billing'], staff: ['finance', 'admin'] },
  'exceptions.resolve': { customer: [], staff: ['finance', 'admin'] },
  'approvals.read': { customer: [], staff: ['finance', 'admin'] },
  'approvals.decide': { customer: [], staff: ['finance', 'admin'] },
  'approvals.configure': { customer: [], staff: ['admin'] },
  'books.read': { customer: [], staff: ['finance', 'admin'] },
  'tax.configure': { customer: [], staff: ['finance', 'admin'] },
  'apiKeys.manage': { customer: ['owner', 'admin'], staff: [] },
  'methods.read': {
    customer: ['owner', 'admin', 'billing', 'member'],
    staff: ['support', 'finance', 'admin'],
  },
  'methods.save': { customer: ['owner', 'admin', 'billing'], staff: [] },
  'methods.configure': { customer: [], staff: ['finance', 'admin'] },
  'webhooks.read': { customer: [], staff: ['support', 'finance', 'admin'] },
  'webhooks.replay': { customer: [], staff: ['finance', 'admin'] },
  'emails.read': { customer: [], staff: ['support', 'finance', 'admin'] },
  'audit.read': { customer: [], staff: ['finance', 'admin'] },
  'audit.run': { customer: [], staff: ['finance', 'admin'] },
} as const satisfies Record<string, PermissionRow>;

export type Permission = keyof typeof PERMISSIONS;

export function may(actor: Actor, permission: Permission): boolean {
  const row: PermissionRow = PERMISSIONS[permission];
  switch (actor.kind) {
    case 'customer':
      return row.customer.includes(actor.role);
    case 'staff':
      return row.staff.includes(actor.role);
    case 'system':
      return true;
    case 'apiKey':
      return row.apiKey === true;
  }
}

/** The first line of every service function. Refuses with `forbidden`. */
export function authorize(actor: Actor, permission: Permission): void {
  if (!may(actor, permission)) throw forbidden();
}

/** The account to which an actor is confined, or null where the actor may see all. */
export function confinedTo(actor: Actor): string | null {
  return actor.kind === 'customer' || actor.kind === 'apiKey' ? actor.accountId : null;
}

import type { Request } from 'express';
import type {
  ApprovalLimitView,
  setApprovalLimit,
} from '../../server/billing/approvals/approvals.contract.js';
import type {
  adminCreateMethodConfig,
  adminUpdateMethodConfig,
  MethodConfigView,
} from '../../server/billing/methods/methods.contract.js';
import type { StaffActor, StaffRole } from '../../server/kit/actors.js';
import type { Db } from '../../server/kit/db.js';
import type { BodyOf } from '../../server/kit/endpoint.contract.js';
import type { Clock } from '../../server/kit/time.js';
import type { DeskOfTheBooks } from './ports.books.js';
import type { MoneyDesk } from './ports.money.js';

/** Who is signed in to the back office, second factor shown where it is demanded. */
export interface StaffSession {
  readonly staffId: string;
  readonly email: string;
  readonly name: string;
  readonly role: StaffRole;
  readonly sessionId: string;
}

export interface ManualInvoiceLine {
  readonly description: string;
  readonly quantity: number;
  readonly unitAmount: bigint;
  readonly discount: bigint | null;
  readonly taxBasisPoints: number | null;
}

/** What the back office asks of the services. Each refuses with a `DomainError`, which staff get to read. */
export interface BackofficeServices extends MoneyDesk, DeskOfTheBooks {
  readonly identity: {
    staffOf(request: Request): Promise<StaffSession | null>;
  };
  readonly approvals: {
    approve(command: { actor: StaffActor; requestId: string; note: string | null }): Promise<unknown>;
    refuse(command: { actor: StaffActor; requestId: string; reason: string }): Promise<unknown>;
    withdraw(command: { actor: StaffActor; requestId: string }): Promise<unknown>;
    limits(actor: StaffActor): Promise<readonly ApprovalLimitView[]>;
    setLimit(command: { actor: StaffActor } & BodyOf<typeof setApprovalLimit>): Promise<unknown>;
  };
  readonly accounts: {
    suspend(command: { actor: StaffActor; accountId: string; reason: string }): Promise<unknown>;
    activate(command: { actor: StaffActor; accountId: string }): Promise<unknown>;
  };
  readonly invoices: {
    voidInvoice(command: { actor: StaffActor; invoiceId: string; reason: string }): Promise<unknown>;
    markUncollectible(command: { actor: StaffActor; invoiceId: string; reason: string }): Promise<unknown>;
    sendAgain(command: { actor: StaffActor; invoiceId: string }): Promise<unknown>;
    createManual(command: {
      actor: StaffActor;
      accountId: string;
      lines: ManualInvoiceLine[];
      dueDate: string | null;
      notes: string | null;
      send: boolean;
      requestKey: string;
    }): Promise<{ id: string }>;
  };
  readonly webhooks: {
    replay(command: { actor: StaffActor; eventId: string }): Promise<unknown>;
  };
  readonly methods: {
    listConfigs(actor: StaffActor): Promise<readonly MethodConfigView[]>;
    createConfig(command: {
      actor: StaffActor;
      config: BodyOf<typeof adminCreateMethodConfig>;
    }): Promise<unknown>;
    updateConfig(command: {
      actor: StaffActor;
      configId: string;
      change: BodyOf<typeof adminUpdateMethodConfig>;
    }): Promise<unknown>;
    deleteConfig(command: { actor: StaffActor; configId: string }): Promise<unknown>;
  };
}

export interface BackofficeConfig {
  readonly web: { readonly baseUrl: string };
  /** How much of a transfer may be missing: shares in basis points of what is due, a bank fee also up to a fixed amount. */
  readonly tolerances: {
    readonly bankFeeBasisPoints: number;
    readonly bankFeeFixed: Readonly<Record<string, bigint>>;
    readonly withholdingBasisPoints: number;
  };
}

export interface BackofficeLogger {
  error(context: object, message: string): void;
  info(context: object, message: string): void;
}

/** What everything behind the gate is given. */
export interface Room {
  readonly services: BackofficeServices;
  readonly db: Pick<Db, 'prisma'>;
  readonly clock: Clock;
  readonly config: BackofficeConfig;
  readonly logger: BackofficeLogger;
}

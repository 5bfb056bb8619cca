import { AsyncLocalStorage } from 'node:async_hooks';
import { type Actor, authorize, type StaffActor } from '../../kit/actors.js';
import {
  type Db,
  insideTransaction,
  isUniqueViolation,
  type Prisma,
  requestId,
  type Tx,
} from '../../kit/db.js';
import { notFound } from '../../kit/errors.js';
import { hashOf } from '../../kit/hash.js';
import type { ListQuery, Page } from '../../kit/list.js';
import { formatMoney, type Money } from '../../kit/money.js';
import type { Clock } from '../../kit/time.js';
import { type ApprovalDecisions, createApprovalDecisions } from './approvals.decisions.service.js';
import { approvalPending, notFitting, secondApprovalNeeded } from './approvals.errors.js';
import { type ApprovalLimits, createApprovalLimits } from './approvals.limits.service.js';
import {
  confirmSoleDeeds,
  findLimit,
  insertSoleDeed,
  lockSoleDeeds,
  sumSoleDeeds,
} from './approvals.limits.store.js';
import { type ApprovalAction, CREDITS, MEASURE, mayActAlone } from './approvals.rules.js';
import {
  type ApprovalRow,
  findPending,
  findRequest,
  insertRequest,
  listRequests,
} from './approvals.store.js';

export type { ApprovalAction, ApprovalRow };
export { CREDITS };

/** What somebody is about to do. */
export interface Ask {
  action: ApprovalAction;
  /** What the limit counts; credits as `money(credits, CREDITS)`. Null: a second person always must. The sign does not matter. */
  amount: Money | null;
  subject: { type: string; id: string };
  accountId: string | null;
  /** The command as JSON, whole, so that it can be carried out later; a text `requestKey` in it makes repeats count once. */
  payload: Prisma.InputJsonObject;
  reason: string | null;
}

/** How an approved request becomes its command again. Plugged together in carry-out.ts. */
export type CarryOut = Readonly<
  Partial<Record<ApprovalAction, (actor: StaffActor, request: ApprovalRow) => Promise<unknown>>>
>;

/** The one request that is being carried out; known to this module only, so that no door can pretend to it. */
export interface Carrying {
  readonly request: ApprovalRow;
  readonly requesterId: string;
  readonly approver: StaffActor;
  readonly note: string | null;
  passed: boolean;
  signed: boolean;
}

export interface Approvals extends ApprovalDecisions, ApprovalLimits {
  /**
   * Asked before a guarded command opens its transaction. Returns when the actor may go ahead: they are no member of staff,
   * what they do (with what they did alone before to the same subject) is within the limit, or this is the carrying out of an approved request. Otherwise
   * files a request in a transaction of its own and refuses with `second_approval_needed`, or `approval_pending` where the same is
   * asked for already. Counts what is allowed alone; locks that person's deeds on the subject.
   */
  require(actor: Actor, ask: Ask): Promise<void>;
  /** Whether `require` would file a request now. Counts, files and locks nothing. */
  wouldNeedSecond(
    actor: Actor,
    ask: { action: ApprovalAction; amount: Money; subjectId: string },
  ): Promise<boolean>;
  /**
   * First thing in the guarded command's transaction: marks the approved request as carried out (it commits or falls with the deed), or
   * what is done alone as done. Locks the request before anything else. Refuses with `approval_already_decided`, `approval_requester_barred`,
   * `approval_approver_barred`.
   */
  sign(tx: Tx): Promise<void>;
  get(actor: Actor, requestId: string): Promise<ApprovalRow>;
  list(actor: Actor, list: ListQuery): Promise<Page<ApprovalRow>>;
}

export interface ApprovalsDeps {
  db: Db;
  clock: Clock;
  /** Known once all services are there. */
  carryOut: () => CarryOut;
}

const asJson = (payload: Prisma.InputJsonObject): Prisma.InputJsonObject =>
  JSON.parse(JSON.stringify(payload)) as Prisma.InputJsonObject;

/** Four eyes: above a limit, who asks may not approve. */
export function createApprovals({ db, clock, carryOut }: ApprovalsDeps): Approvals {
  const carrying = new AsyncLocalStorage<Carrying>();

  /** Only the very command that was approved, and only once. */
  function letPass(carried: Carrying, actor: StaffActor, ask: Ask): void {
    const { request, requesterId, passed } = carried;
    const fits =
      !passed &&
      actor.staffId === requesterId &&
      ask.action === request.action &&
      ask.subject.type === request.subjectType &&
      ask.subject.id === request.subjectId &&
      hashOf(asJson(ask.payload)) === hashOf(request.payload);
    if (!fits) throw notFitting();
    carried.passed = true;
  }

  /** Null: within the limit, and counted. Otherwise why a second person is needed. */
  async function whyNotAlone(tx: Tx, actor: StaffActor, ask: Ask): Promise<string | null> {
    const { action, amount, payload } = ask;
    if (amount === null || MEASURE[action] === 'nothing') return 'This always needs a second person.';
    const key = payload['requestKey'];
    const deed = {
      staffId: actor.staffId,
      action,
      subjectId: ask.subject.id,
      amount,
      requestKey: typeof key === 'string' ? key : null,
      requestId: requestId.getStore() ?? null,
    };
    await lockSoleDeeds(tx, deed);
    const [limit, before] = [
      await findLimit(tx.prisma, action, amount.currency),
      await sumSoleDeeds(tx, deed),
    ];
    if (mayActAlone({ limit, before, amount: amount.minor })) {
      await insertSoleDeed(tx, deed);
      return null;
    }
    if (limit === null) return `There is no limit for ${inWords(amount)}: this needs a second person.`;
    const most = inWords({ minor: limit, currency: amount.currency });
    return before === 0n
      ? `This is above what one person may do alone (${most}).`
      : `With what you did before, this is above what one person may do alone (${most}).`;
  }

  async function file(tx: Tx, actor: StaffActor, ask: Ask, why: string) {
    const payload = asJson(ask.payload);
    const pending = await findPending(tx.prisma, { ...ask, payload });
    if (pending) throw approvalPending(pending.id, pending.askedBy);
    const request = await insertRequest(tx, { ...ask, payload, requestedById: actor.staffId });
    tx.audit({
      actor,
      action: 'approval.request',
      subject: { type: 'approval_request', id: request.id },
      accountId: ask.accountId,
      reason: ask.reason,
      after: {
        action: ask.action,
        subject: ask.subject.id,
        amount: ask.amount === null ? null : String(ask.amount.minor),
        currency: ask.amount?.currency ?? null,
      },
    });
    return secondApprovalNeeded(request.id, why);
  }

  async function require(actor: Actor, ask: Ask): Promise<void> {
    if (actor.kind !== 'staff') return;
    if (insideTransaction()) throw new Error('Approval is asked for before the transaction opens');
    const carried = carrying.getStore();
    if (carried) return letPass(carried, actor, ask);
    try {
      const refusal = await db.transaction(async (tx) => {
        const why = await whyNotAlone(tx, actor, ask);
        return why === null ? null : file(tx, actor, ask, why);
      });
      if (refusal) throw refusal;
    } catch (error) {
      // Two asked for the same at once; the database let one in.
      const first = isUniqueViolation(error)
        ? await findPending(db.prisma, { ...ask, payload: asJson(ask.payload) })
        : null;
      throw first ? approvalPending(first.id, first.askedBy) : error;
    }
  }

  const decisions = createApprovalDecisions({
    db,
    carrying,
    carryOut: () => ({ ...carryOut(), ...limits.carryOut }),
  });
  const sign = async (tx: Tx): Promise<void> => {
    const carried = carrying.getStore();
    if (carried) return decisions.signCarried(tx, carried);
    const id = requestId.getStore();
    if (id) await confirmSoleDeeds(tx, id);
  };
  const limits = createApprovalLimits({ db, require, sign });
  const { approve, refuse, withdraw } = decisions;

  return {
    require,

    async wouldNeedSecond(actor, { action, amount, subjectId }) {
      if (actor.kind !== 'staff') return false;
      const deed = { staffId: actor.staffId, action, subjectId, amount, requestKey: null, requestId: null };
      const limit = await findLimit(db.prisma, action, amount.currency);
      const before = await sumSoleDeeds({ prisma: db.prisma, at: clock.now() }, deed);
      return !mayActAlone({ limit, before, amount: amount.minor });
    },

    sign,
    approve,
    refuse,
    withdraw,
    limits: limits.limits,
    setLimit: limits.setLimit,

    async get(actor, id) {
      authorize(actor, 'approvals.read');
      const request = await findRequest(db.prisma, id);
      if (!request) throw notFound('approval');
      return request;
    },

    async list(actor, list) {
      authorize(actor, 'approvals.read');
      return listRequests(db, list);
    },
  };
}

const inWords = (amount: Money): string =>
  amount.currency === CREDITS ? `${amount.minor} credits` : formatMoney(amount);

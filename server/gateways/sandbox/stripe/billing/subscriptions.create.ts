import type { StoredObjects } from '../../store/objects.js';
import type { Work } from '../../store/work.js';
import type { Surroundings } from '../../wire/endpoint.js';
import { invalidRequest } from '../../wire/errors.js';
import { needsAuthentication } from '../authentication.js';
import { openSetup } from '../setup-intents.build.js';
import { finalizeInvoice } from './invoices.finalize.js';
import { customerMethod } from './invoices.pay.js';
import type { Subscription } from './objects.js';
import { billSubscription, collect, leaveAsDraft } from './subscriptions.bill.js';
import { newSubscription } from './subscriptions.build.js';
import type { CreateParams } from './subscriptions.params.js';
import { billedOn, periodLines } from './subscriptions.periods.js';
import { isOver, saveChange, tellTrialEnd } from './subscriptions.state.js';
import { enterClock } from './test-clocks.js';

/**
 * Makes a subscription with its first invoice, and charges it as `payment_behavior` says. `asDraft`: a schedule starts it, so that it is
 * active at once and its invoice a draft for an hour.
 */
export async function createSubscription(
  work: Work,
  params: CreateParams,
  surroundings: Surroundings,
  asDraft = false,
): Promise<Subscription> {
  const customer = await work.lock('customer', params.customer, 'customer');
  await enterClock(work, { test_clock: customer.test_clock as string | null });
  await assertOwnMethod(work, customer.id, params.default_payment_method);
  const fresh = await newSubscription(work, params, customer);
  assertBillable(customer, fresh);
  const isTrial = fresh.status === 'trialing';
  const isFree = params.proration_behavior === 'none' && fresh.billing_cycle_anchor > work.now && !isTrial;
  const { lines, debits } = await periodLines(work, fresh, { isTrial, isFree });
  const cost = lines.reduce((sum, line) => sum + line.amount, 0);
  const method = fresh.default_payment_method ?? customerMethod(customer);
  const waits = asDraft || fresh.collection_method === 'send_invoice';
  const behavior = params.payment_behavior ?? 'allow_incomplete';
  if (cost > 0 && method === null && !waits && behavior !== 'default_incomplete') throw noMethod();
  const draft = await billSubscription(work, fresh, {
    reason: 'subscription_create',
    lines,
    period: { start: work.now, end: work.now },
  });
  const status = isTrial ? 'trialing' : waits || cost === 0 ? 'active' : 'incomplete';
  const created: Subscription = { ...fresh, status, latest_invoice: draft.invoice.id };
  work.save(created, { debits: billedOn(debits, draft.lines) });
  await saveChange(work, created, created, 'customer.subscription.created');
  tellTrialEnd(work, created);
  if (waits && cost > 0) await leaveAsDraft(work, draft.invoice);
  else if (behavior === 'default_incomplete' || cost === 0) await finalizeInvoice(work, draft.invoice);
  else await collect(work, draft.invoice, behavior, surroundings);
  const begun = await work.get('subscription', created.id);
  return cost === 0 && !waits ? askForCard(work, begun, method) : begun;
}

function assertBillable(customer: StoredObjects['customer'], fresh: Subscription): void {
  if (customer.currency && customer.currency !== fresh.currency) {
    throw invalidRequest(
      `You cannot combine currencies on a single customer. This customer has an active subscription, subscription schedule, discount, quote, or invoice item with currency ${customer.currency}`,
    );
  }
  if (fresh.collection_method === 'send_invoice' && fresh.days_until_due === null)
    throw invalidRequest('Missing required param: days_until_due.', 'parameter_missing', 'days_until_due');
}

const noMethod = () =>
  invalidRequest(
    'This customer has no attached payment source or default payment method. Please consider adding a default payment method. For more information, visit https://stripe.com/docs/billing/subscriptions/payment-methods-setting#payment-method-priority.',
    'resource_missing',
  );

/** Nothing to be paid now: the card, or its bank's consent, is asked for beforehand. */
async function askForCard(
  work: Work,
  subscription: Subscription,
  methodId: string | null,
): Promise<Subscription> {
  const method = methodId === null ? null : await work.get('payment_method', methodId);
  if (method !== null && !needsAuthentication(work, method, false)) return subscription;
  const opened = openSetup(work, {
    customer: subscription.customer,
    allowed_payment_method_types: ['card'],
  });
  const setup =
    methodId === null
      ? opened
      : { ...opened, payment_method: methodId, status: 'requires_confirmation' as const };
  work.save(setup, { setsUp: subscription.id });
  work.emit('setup_intent.created', setup);
  const after = { ...subscription, pending_setup_intent: setup.id };
  work.save(after);
  return after;
}

/** The card was set up: it is the subscription's own from now on. */
export async function noteSetup(work: Work, setupId: string, methodId: string): Promise<void> {
  const { setsUp } = work.hidden(setupId);
  if (setsUp === undefined) return;
  const before = await work.lock('subscription', setsUp);
  if (isOver(before) || before.pending_setup_intent !== setupId) return;
  const keeps = before.payment_settings.save_default_payment_method === 'on_subscription';
  await saveChange(work, before, {
    ...before,
    pending_setup_intent: null,
    default_payment_method: keeps ? methodId : before.default_payment_method,
  });
}

export async function assertOwnMethod(
  work: Work,
  customer: string,
  methodId: string | undefined,
): Promise<void> {
  if (methodId === undefined) return;
  const method = await work.get('payment_method', methodId, 'default_payment_method');
  if (method.customer === customer) return;
  throw invalidRequest(
    `The customer does not have a payment method with the ID ${methodId}. The payment method must be attached to the customer.`,
    'resource_missing',
    'default_payment_method',
  );
}

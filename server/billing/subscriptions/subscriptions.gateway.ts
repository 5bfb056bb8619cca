import type { Money } from '../../kit/money.js';
import type {
  GatewayDecline,
  GatewayInvoice,
  GatewayInvoiceSummary,
  InvoiceOutcome,
  InvoicePreview,
  PayerAction,
} from './subscriptions.invoices.gateway.js';

/**
 * The port to a gateway that collects subscriptions by itself: it makes the invoice of each period, charges the card, and tells us.
 * Every call that creates or changes something takes a key of ours; the same key never acts twice, and answers the same object again.
 * Keys live 24 hours at the gateway; what was lost for longer is looked for by our own id (`findSubscription`).
 * No call may be made inside a database transaction. Amounts are minor units of ISO 4217, instants whole seconds.
 * Reading, and what may be repeated at will (`ensure…`), throws `GatewayUnavailable` without an answer and
 * `UnknownAtGateway` for an id that the gateway does not know. Everything else says `unknown` instead.
 */
export interface SubscriptionGateway {
  readonly name: 'stripe';

  /**
   * The product of a plan and its price for one currency, amount and interval; made where they are missing, found by our ids where
   * not. A price never changes: another amount is another price, and who has the old one keeps it.
   */
  ensureProductAndPrice(wanted: PriceWanted): Promise<GatewayPrice>;
  /** A tax rate of ours at the gateway, found by our id. The rate of a row never changes there: another rate is another one. */
  ensureTaxRate(wanted: TaxRateWanted): Promise<{ gatewayTaxRateId: string }>;

  /**
   * Starts a subscription. With a trial nothing is charged now. With a method it is charged at once; a decline or 3-D Secure leaves
   * the subscription `incomplete` with its invoice open for 23 hours, after which the gateway gives it up (`canceled`). Without a
   * method the payer enters a card in the browser: `requires_action`, and the card becomes the subscription's own.
   */
  createSubscription(request: NewSubscription): Promise<SubscriptionOutcome>;
  /** Looks for a subscription whose id was lost on the way, by our own id in its metadata. Null: it never got there. */
  findSubscription(lost: {
    subscriptionId: string;
    customerId: string;
    since: Date;
  }): Promise<GatewaySubscription | null>;
  /**
   * `now`: takes effect at once, is prorated to the second from `prorationDate` and invoiced on the spot. Where that invoice is not
   * paid, the old price stays and the change waits as `pendingUpdate` for 23 hours (`requires_action` or `declined`): grant nothing
   * before it is `ok`. What a lower price gives back goes to the customer's balance at the gateway and pays the next invoices.
   * `next_period`: nothing is charged or given back now; the next renewal costs the new price. A later change `next_period` back to
   * the present price takes it back.
   */
  changeSubscription(change: SubscriptionChange): Promise<SubscriptionOutcome>;
  /** What `changeSubscription` with `now` would invoice, to the cent, where it gets the same `prorationDate`. Writes nothing. */
  previewChange(change: Omit<SubscriptionChange, 'key' | 'when' | 'offSession'>): Promise<InvoicePreview>;
  /**
   * `period_end`: it runs out, and may be undone until then. `now`: ends at once; nothing is given back unless `prorate`, which
   * puts the unused rest on a last invoice (and so on the customer's balance). Ended already is `ok`.
   */
  cancel(command: {
    key: string;
    gatewaySubscriptionId: string;
    when: 'now' | 'period_end';
    prorate?: boolean;
  }): Promise<SubscriptionOutcome>;
  /** Takes back a cancellation at the period's end. `declined` with `not_possible` where it has ended meanwhile. */
  undoCancel(command: { key: string; gatewaySubscriptionId: string }): Promise<SubscriptionOutcome>;
  /**
   * Collects nothing until `resume` (Stripe: `pause_collection` with behaviour `void`). Decided so, and against Stripe's newer `pause`: the
   * paid period stays whole, nothing is prorated, periods and anchor go on, and resuming charges nothing by itself. The invoices of
   * periods that begin meanwhile are made and voided at once. The gateway calls such a subscription active; we call it `paused`.
   */
  pause(command: {
    key: string;
    gatewaySubscriptionId: string;
    resumesAt?: Date | null;
  }): Promise<SubscriptionOutcome>;
  /** The next period is collected again; the present one stays free where it began in the pause. */
  resume(command: { key: string; gatewaySubscriptionId: string }): Promise<SubscriptionOutcome>;
  /** The method that the next invoices are charged to. It must be the customer's own. Open invoices are not charged by it. */
  setDefaultMethod(command: {
    key: string;
    gatewaySubscriptionId: string;
    methodId: string;
  }): Promise<SubscriptionOutcome>;

  /** The present state. Throws `UnknownAtGateway`. */
  fetchSubscription(gatewaySubscriptionId: string): Promise<GatewaySubscription>;
  /** The present state with every line, tax and payment, however many. Throws `UnknownAtGateway`. */
  fetchInvoice(gatewayInvoiceId: string): Promise<GatewayInvoice>;
  /** Charges an open invoice now. Paid already is `ok`. Without a method: the subscription's, else the customer's. */
  payInvoice(command: {
    key: string;
    gatewayInvoiceId: string;
    methodId: string | null;
    offSession: boolean;
  }): Promise<InvoiceOutcome>;
  /** Void already is `ok`; paid is `declined` with `not_possible`. */
  voidInvoice(command: { key: string; gatewayInvoiceId: string }): Promise<InvoiceOutcome>;

  /** Newest first, of every status, created at `since` or later. */
  listSubscriptions(range: { since: Date }): AsyncIterable<GatewaySubscription>;
  listInvoices(range: { since: Date }): AsyncIterable<GatewayInvoiceSummary>;
  /** The gateway keeps events for 30 days. `undeliveredOnly`: those that no webhook of ours has answered with 2xx. */
  listEvents(range: { since: Date; undeliveredOnly: boolean }): AsyncIterable<ListedEvent>;
}

export interface PriceWanted {
  planId: string;
  /** Shown on the gateway's papers. */
  planName: string;
  amount: Money;
  interval: BillingInterval;
}

export interface GatewayPrice {
  productId: string;
  priceId: string;
}

export type BillingInterval = 'month' | 'year';

export interface TaxRateWanted {
  taxRateId: string;
  name: string;
  /** 1900 is 19 %. */
  basisPoints: number;
  isInclusive: boolean;
  country: string;
  region: string | null;
}

export interface NewSubscription {
  key: string;
  /** Ours; kept in the gateway's metadata. */
  subscriptionId: string;
  accountId: string;
  customerId: string;
  priceId: string;
  /** The gateway's tax rates that go on top of (or lie within) each line. */
  taxRateIds: readonly string[];
  /** The gateway's payment method, or null: the payer enters a card in the browser. */
  methodId: string | null;
  trialEndsAt: Date | null;
  /**
   * The instant that later periods begin at the day and time of; null: now, or the trial's end. In the future: the first period
   * is short and prorated. Day 31 means the last day of a shorter month.
   */
  billingAnchor: Date | null;
  description: string;
  offSession?: boolean;
}

export interface SubscriptionChange {
  key: string;
  gatewaySubscriptionId: string;
  /** The item whose price changes; without it a second item would be added. */
  itemId: string;
  priceId: string;
  taxRateIds: readonly string[];
  when: 'now' | 'next_period';
  /** Given to preview and change alike, so that both come out the same. Of no meaning for `next_period`. */
  prorationDate: Date;
  offSession?: boolean;
}

/** As ours: what the gateway calls unpaid is `past_due`, a paused collection is `paused`, an expired first payment is `canceled`. */
export type CollectedStatus = 'trialing' | 'active' | 'past_due' | 'paused' | 'canceled' | 'incomplete';

export interface GatewaySubscription {
  gatewaySubscriptionId: string;
  /** Our own id, as the gateway has kept it; null: it was made elsewhere. */
  subscriptionId: string | null;
  customerId: string;
  status: CollectedStatus;
  /** In the gateway's own word, for people. */
  gatewayStatus: string;
  currency: string;
  /** Ours have one; more or none means that somebody has changed it at the gateway. */
  items: readonly GatewaySubscriptionItem[];
  /** Of the first item. */
  currentPeriod: { start: Date; end: Date };
  billingAnchor: Date;
  trialEndsAt: Date | null;
  cancelAtPeriodEnd: boolean;
  cancelAt: Date | null;
  canceledAt: Date | null;
  endedAt: Date | null;
  /** Why it ended, where the gateway says so: `cancellation_requested`, `payment_failed`, `payment_disputed`. */
  cancelReason: string | null;
  /** Collection is paused; it begins again by itself at this time, or never (null). */
  pause: { resumesAt: Date | null } | null;
  /** A change that waits for its payment; it is dropped at this time. */
  pendingUpdate: { expiresAt: Date; priceId: string | null } | null;
  defaultMethodId: string | null;
  latestInvoiceId: string | null;
  createdAt: Date;
}

export interface GatewaySubscriptionItem {
  itemId: string;
  priceId: string;
  productId: string;
  quantity: number;
  unitAmount: Money;
  interval: BillingInterval | null;
  currentPeriod: { start: Date; end: Date };
}

/** `invoice`: the one that the call has made or charged, if any. */
export type SubscriptionOutcome =
  | { state: 'ok'; subscription: GatewaySubscription; invoice: GatewayInvoice | null }
  | {
      state: 'requires_action';
      action: PayerAction;
      subscription: GatewaySubscription;
      invoice: GatewayInvoice | null;
    }
  | ({
      state: 'declined';
      /** What was left behind: an incomplete subscription, a change that waits. Null: nothing. */
      subscription: GatewaySubscription | null;
      invoice: GatewayInvoice | null;
    } & GatewayDecline)
  /** Nobody knows yet. Ask again with the same key; after a day look by our id first. */
  | { state: 'unknown'; reason: string };

/** An event as it would have come in by webhook. */
export interface ListedEvent {
  eventId: string;
  type: string;
  object: { kind: string; id: string };
  createdAt: Date;
  /** Why it must not be worked off by itself, or null. */
  parked: string | null;
  payload: unknown;
}

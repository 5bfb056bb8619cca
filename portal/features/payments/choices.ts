import type {
  AvailableMethodView,
  SavedMethodView,
} from '../../../server/billing/methods/methods.contract.js';
import type { PaymentMethodWord } from '../../../server/billing/payments/payments.contract.js';

export interface SavedChoice {
  readonly is: 'saved';
  readonly key: string;
  readonly saved: SavedMethodView;
  readonly isExpired: boolean;
}

export interface MethodChoice {
  readonly is: 'method';
  readonly key: string;
  readonly method: AvailableMethodView;
  /** Why it can't be taken for this amount. */
  readonly outside: 'below' | 'above' | null;
}

export type Choice = SavedChoice | MethodChoice;

export interface Purchase {
  readonly amount: number;
  readonly currency: string;
  readonly today: Date;
}

/** A card is good until the end of the month that is printed on it. */
export const isExpired = ({ expYear, expMonth }: SavedMethodView, today: Date): boolean => {
  if (expYear === null || expMonth === null) return false;
  return expYear * 12 + expMonth < today.getFullYear() * 12 + today.getMonth() + 1;
};

const outside = (method: AvailableMethodView, amount: number): MethodChoice['outside'] => {
  if (method.minimumAmount !== null && amount < method.minimumAmount) return 'below';
  if (method.maximumAmount !== null && amount > method.maximumAmount) return 'above';
  return null;
};

/** Every way to pay this amount: saved cards first, then the methods of the country in the server's order. */
export const choicesFor = (
  methods: { readonly available: readonly AvailableMethodView[]; readonly saved: readonly SavedMethodView[] },
  { amount, currency, today }: Purchase,
): readonly Choice[] => {
  const sold = methods.available.filter(
    ({ currencies }) => currencies.length === 0 || currencies.includes(currency),
  );
  const saved = methods.saved
    .filter((card) => sold.some(({ method }) => method === card.method))
    .map((card): Choice => ({ is: 'saved', key: card.id, saved: card, isExpired: isExpired(card, today) }));
  const other = sold.map(
    (method): Choice => ({ is: 'method', key: method.method, method, outside: outside(method, amount) }),
  );
  return [...saved, ...other];
};

export const canBeTaken = (choice: Choice): boolean =>
  choice.is === 'saved' ? !choice.isExpired : choice.outside === null;

/** The default card, else the first that works. */
export const firstChoice = (choices: readonly Choice[]): Choice | null => {
  const usable = choices.filter(canBeTaken);
  return usable.find((choice) => choice.is === 'saved' && choice.saved.isDefault) ?? usable[0] ?? null;
};

export const methodOf = (choice: Choice): PaymentMethodWord =>
  choice.is === 'saved' ? choice.saved.method : choice.method.method;

/** Paid outside the portal, with details that we show; staff look for the money. */
export const isByHand = (choice: Choice): boolean =>
  ['bank_transfer', 'local_wallet'].includes(methodOf(choice));

/** Paid at PayPal's own pages: the customer leaves, agrees and comes back. */
export const isAtPaypal = (choice: Choice): boolean =>
  choice.is === 'method' && choice.method.method === 'paypal';

interface PayWith {
  method: PaymentMethodWord;
  savedPaymentMethodId?: string;
  saveForLater?: true;
}

/** The part of a request that says how to pay; `keep`: the customer wants the PayPal account to be saved. */
export const payWithOf = (choice: Choice, keep: boolean): PayWith => {
  if (choice.is === 'saved') return { method: choice.saved.method, savedPaymentMethodId: choice.saved.id };
  const { method } = choice.method;
  return keep && isAtPaypal(choice) ? { method, saveForLater: true } : { method };
};

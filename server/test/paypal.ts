import type { Funding } from '../gateways/sandbox/paypal/objects.js';
import type { Answer, Client, House } from './house.js';

export interface Begun {
  /** PayPal's page, where the payer agrees. */
  url: string;
  orderId: string;
  paymentId: string;
  invoiceId: string;
  amount: number;
}

export const tokenOf = (url: string): string => new URL(url).searchParams.get('token') ?? '';

/** What a customer and their PayPal account do in a test. */
export function paypalSteps(house: House) {
  /** Buys by PayPal, as far as PayPal's page. */
  async function begin(slug = 'pro', by: Client = house.alice, more: object = {}): Promise<Begun> {
    const { body, status } = await house.buy(by, slug, { method: 'paypal', ...more });
    if (status !== 201) throw new Error(`Not bought: ${status} ${JSON.stringify(body)}`);
    const url: string = body.payment.nextAction.url;
    const { id: paymentId, amount } = body.payment;
    return { url, orderId: tokenOf(url), paymentId, invoiceId: body.invoice.id, amount };
  }

  const agree = (orderId: string, funding: Funding = 'balance', email?: string): Promise<unknown> =>
    house.control.paypal.approveOrder(orderId, { funding, ...(email ? { email } : {}) });

  const complete = (id: string, by: Client = house.alice): Promise<Answer> =>
    by.post(`/v1/billing/payments/${id}/complete`);

  /** Buys, agrees and is back: paid, and its events worked off. */
  async function paid(slug = 'starter', funding: Funding = 'balance', by: Client = house.alice) {
    const bought = await begin(slug, by);
    await agree(bought.orderId, funding);
    const { body } = await complete(bought.paymentId, by);
    if (body.status !== 'succeeded') throw new Error(`Not paid: ${JSON.stringify(body)}`);
    await house.settle();
    return { ...bought, captureId: await captureOf(bought.paymentId) };
  }

  /** Saves a PayPal account from the page of the methods. */
  async function save(email = 'payer@paypal.test', funding: Funding = 'balance', by: Client = house.alice) {
    const { nextAction } = (await by.post('/v1/billing/payment-methods/add', { method: 'paypal' })).body;
    const setupToken = new URL(nextAction.url).searchParams.get('approval_session_id') ?? '';
    await house.control.paypal.approveSetup(setupToken, { email, funding });
    const { body } = await by.post('/v1/billing/payment-methods/add', { method: 'paypal', setupToken });
    return { setupToken, saved: body.saved as { id: string; email: string; isDefault: boolean } };
  }

  async function captureOf(paymentId: string): Promise<string> {
    const [row] = await house.sql('SELECT paypal_capture_id AS id FROM payment WHERE id = $1', [paymentId]);
    return String(row?.['id']);
  }

  const captures = (paymentId: string) =>
    house.sql(
      `SELECT data->>'status' AS status FROM sandbox.objects WHERE type = 'paypal.capture' AND data->>'customId' = $1`,
      [paymentId],
    );

  const payment = async (id: string, by: Client = house.alice) =>
    (await by.get(`/v1/billing/payments/${id}`)).body;
  const invoice = async (id: string, by: Client = house.alice) =>
    (await by.get(`/v1/billing/invoices/${id}`)).body;
  const credits = async (by: Client = house.alice) => (await by.get('/v1/billing/credits/balance')).body;
  const saved = async (by: Client = house.alice) => (await by.get('/v1/billing/payment-methods')).body.saved;

  return { begin, agree, complete, paid, save, captures, payment, invoice, credits, saved };
}

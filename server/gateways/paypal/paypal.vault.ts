import {
  ExperienceContextShippingPreference,
  PaypalPaymentTokenUsageType,
  type SetupTokenResponse,
  VaultTokenRequestType,
} from '@paypal/paypal-server-sdk';
import type { WalletGateway, WalletSetup } from '../../billing/gateway.js';
import { UnknownAtGateway } from '../../billing/gateway.js';
import type { PaypalCalls } from './paypal.calls.js';
import type { Failure } from './paypal.errors.js';
import { linkOf } from './paypal.outcomes.js';

type Vault = Pick<WalletGateway, 'startSaving' | 'completeSaving' | 'fetchAccount' | 'forgetAccount'>;

/** PayPal accounts that are kept for later. Source: https://developer.paypal.com/docs/multiparty/checkout/save-payment-methods/purchase-later/ */
export function createPaypalVault(calls: PaypalCalls): Vault {
  return {
    async startSaving({ key, accountId, returnUrl, cancelUrl }) {
      const attempt = await calls.attempt('startSaving', (sdk) =>
        sdk.vault.createSetupToken({
          paypalRequestId: key,
          body: {
            customer: { merchantCustomerId: accountId },
            paymentSource: {
              paypal: {
                usageType: PaypalPaymentTokenUsageType.Merchant,
                experienceContext: {
                  returnUrl,
                  cancelUrl,
                  shippingPreference: ExperienceContextShippingPreference.NoShipping,
                },
              },
            },
          },
        }),
      );
      return attempt.ok ? waiting(attempt.value) : notSaved(attempt.failure, null);
    },

    async completeSaving(setupId) {
      const setup = await calls.ask('fetchSetup', (sdk) => sdk.vault.getSetupToken(setupId));
      if (setup.status === 'PAYER_ACTION_REQUIRED' || setup.status === 'CREATED') return waiting(setup);
      const attempt = await calls.attempt('completeSaving', (sdk) =>
        sdk.vault.createPaymentToken({
          paypalRequestId: `vault_${setupId}`,
          body: { paymentSource: { token: { id: setupId, type: VaultTokenRequestType.SetupToken } } },
        }),
      );
      if (!attempt.ok) return notSaved(attempt.failure, setup);
      const { id, paymentSource } = attempt.value;
      if (!id) throw new Error(`PayPal has named no payment token for setup ${setupId}`);
      const account = paymentSource?.paypal;
      return {
        ...whose(setup),
        state: 'succeeded',
        vaultId: id,
        email: account?.emailAddress ?? null,
        payerId: account?.payerId ?? null,
      };
    },

    async fetchAccount(vaultId) {
      const token = await calls.ask('fetchAccount', (sdk) => sdk.vault.getPaymentToken(vaultId));
      const account = token.paymentSource?.paypal;
      return {
        vaultId,
        accountId: token.customer?.merchantCustomerId ?? null,
        email: account?.emailAddress ?? null,
        payerId: account?.payerId ?? null,
      };
    },

    async forgetAccount(vaultId) {
      try {
        await calls.ask('forgetAccount', (sdk) => sdk.vault.deletePaymentToken(vaultId));
      } catch (error) {
        if (!(error instanceof UnknownAtGateway)) throw error; // gone: that is what was wanted
      }
    },
  };
}

const whose = (setup: SetupTokenResponse | null) => ({
  setupId: setup?.id ?? null,
  accountId: setup?.customer?.merchantCustomerId ?? null,
});

function waiting(setup: SetupTokenResponse): WalletSetup {
  const url = linkOf(setup.links, 'approve');
  if (url === null) throw new Error(`PayPal names no page for setup ${setup.id ?? ''}`);
  return { ...whose(setup), state: 'requires_action', url };
}

function notSaved(failure: Failure, setup: SetupTokenResponse | null): WalletSetup {
  if (failure.kind === 'unanswered') return { ...whose(setup), state: 'unknown', reason: failure.reason };
  return {
    ...whose(setup),
    state: 'declined',
    code: failure.code,
    message: 'PayPal has not saved the account. Try again.',
  };
}

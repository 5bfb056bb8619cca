import { type Payee, qrCodesOf } from '../methods/methods.qr.rules.js';

/** The part of a method's configuration that a payer needs. */
export interface TransferDetails {
  displayName: string;
  instructions: string | null;
  bankName: string | null;
  bankHolder: string | null;
  bankIban: string | null;
  bankAccountNumber: string | null;
  bankBic: string | null;
  bankRouting: string | null;
  walletType: string | null;
  walletId: string | null;
}

/**
 * What a payer has to do by hand: where the money goes, which reference it must carry, and QR codes with all of that for the
 * payer's app (methods.qr.rules.ts says when there is one). `amount` is in minor units.
 */
export function instructionsOf(
  config: TransferDetails,
  payee: Payee,
  transfer: { amount: bigint; currency: string; paymentReference: string },
) {
  const { amount, currency, paymentReference } = transfer;
  const hasBank = Boolean(config.bankIban ?? config.bankAccountNumber);
  return {
    type: 'instructions' as const,
    text: config.instructions ?? `Pay by ${config.displayName} and give the reference below.`,
    bankDetails: hasBank
      ? {
          bankName: config.bankName,
          holder: config.bankHolder,
          iban: config.bankIban,
          accountNumber: config.bankAccountNumber,
          bic: config.bankBic,
          routing: config.bankRouting,
        }
      : null,
    walletDetails:
      config.walletType && config.walletId ? { type: config.walletType, id: config.walletId } : null,
    paymentReference,
    qr: qrCodesOf(config, payee, { amount, currency, reference: paymentReference }),
  };
}

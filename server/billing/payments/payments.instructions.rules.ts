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

/** What a payer has to do by hand: where the money goes and which reference it must carry. */
export function instructionsOf(config: TransferDetails, paymentReference: string) {
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
    qr: [] as { scheme: string; payload: string }[],
  };
}

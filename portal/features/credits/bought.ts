const key = (invoiceId: string): string => `countinghouse.bought.${invoiceId}`;

/** Keeps how many credits an invoice buys until its confirmation page, which may be a visit to the bank later. */
export const rememberBought = (invoiceId: string, credits: number): void => {
  try {
    window.sessionStorage.setItem(key(invoiceId), String(credits));
  } catch {
    // The confirmation then shows the new balance alone.
  }
};

export const recallBought = (invoiceId: string): number | null => {
  try {
    const stored = Number(window.sessionStorage.getItem(key(invoiceId)) ?? Number.NaN);
    return Number.isSafeInteger(stored) && stored > 0 ? stored : null;
  } catch {
    return null;
  }
};

import { type ReadTaxId, TAX_ID_EXAMPLES } from '../../billing/tax/tax-id.js';
import { type Actor, authorize } from '../../kit/actors.js';
import type { Db } from '../../kit/db.js';
import { conflict, invalid, notFound } from '../../kit/errors.js';
import { type AccountChange, type AccountRow, lockAccount, updateAccount } from './account.store.js';

export interface AccountTax {
  /**
   * From the next invoice on no tax is charged, or again. Refuses with `forbidden`, `account_not_found`, `account_closed`,
   * `tax_exemption_unchanged`.
   */
  exempt(command: { actor: Actor; accountId: string; isExempt: boolean; reason: string }): Promise<void>;
}

export function createAccountTax(db: Db): AccountTax {
  return {
    async exempt({ actor, accountId, isExempt, reason }) {
      authorize(actor, 'tax.configure');
      await db.transaction(async (tx) => {
        const account = await lockAccount(tx, accountId);
        if (!account) throw notFound('account');
        if (account.status === 'closed') throw conflict('account_closed', 'The account is closed.');
        if (account.taxExempt === isExempt) {
          const state = isExempt ? 'exempt already' : 'not exempt';
          throw conflict('tax_exemption_unchanged', `The account is ${state}.`);
        }
        await updateAccount(tx, accountId, { taxExempt: isExempt });
        tx.live({ accountId, resource: 'account', ids: [accountId] });
        tx.audit({
          actor,
          action: 'account.tax_exemption',
          subject: { type: 'account', id: accountId },
          accountId,
          reason,
          before: { taxExempt: account.taxExempt },
          after: { taxExempt: isExempt },
        });
      });
    },
  };
}

interface TaxIdChange {
  billingAddress?: { country: string } | undefined;
  taxId?: string | null | undefined;
}

/**
 * A new tax id must be right. One that is kept while the company moves to another country is read anew and may turn out wrong
 * there: it stays on the account as `invalid`. Refuses with `invalid_tax_id`.
 */
export function taxIdColumns(
  readTaxId: ReadTaxId,
  { before, change, at }: { before: AccountRow; change: TaxIdChange; at: Date },
): AccountChange {
  const country = change.billingAddress?.country ?? before.country;
  const number = change.taxId === undefined ? before.taxId : change.taxId;
  if (change.taxId === undefined && (number === null || country === before.country)) return {};
  if (number === null) return { taxId: null, taxIdType: null, taxIdState: 'none', taxIdCheckedAt: null };
  const finding = readTaxId(number, country);
  if (finding.state === 'invalid' && change.taxId !== undefined) throw wrongTaxId(country);
  return {
    taxId: finding.number,
    taxIdType: finding.type,
    taxIdState: finding.state,
    taxIdCheckedAt: finding.state === 'unverified' ? null : at,
  };
}

function wrongTaxId(country: string) {
  const example = TAX_ID_EXAMPLES[country];
  const hint = example ? `Check the digits; it looks like ${example}` : 'Check the digits';
  return invalid('invalid_tax_id', 'The tax id has the wrong format or wrong check digits.', {
    taxId: [hint],
  });
}

import { createContext, useContext } from 'react';
import type { AccountView } from '../../server/accounts/account/account.contract.js';
import { type Action, may } from '../api/accessControl.js';
import type { PortalConfig } from '../api/config.js';
import type { Me } from '../api/session.js';
import type { Formats } from '../components/format.js';

/** What every page inside the frame can rely on: it is loaded before the first of them is shown. */
export interface Account {
  readonly user: Me['user'];
  readonly account: AccountView;
  readonly config: PortalConfig;
  readonly formats: Formats;
}

export const AccountContext = createContext<Account | null>(null);

export const useAccount = (): Account => {
  const account = useContext(AccountContext);
  if (account === null) throw new Error('A page of the account was shown outside its frame.');
  return account;
};

export const useFormats = (): Formats => useAccount().formats;

/** Whether the reader's role and the account's state allow it; for the buttons on a page. */
export const useMay = (action: Action): boolean => {
  const { account } = useAccount();
  if ((action === 'buy' || action === 'pay') && account.status !== 'active') return false;
  return may(account.role, action);
};

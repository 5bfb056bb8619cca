import { BankOutlined, FileTextOutlined, PlusCircleOutlined, SettingOutlined } from '@ant-design/icons';
import type { ComponentType } from 'react';

interface Entry {
  readonly label: string;
  readonly icon: ComponentType;
}

/** A page of the portal, by its path. */
export interface PageEntry extends Entry {
  readonly to: `/account/${string}`;
  /** Shown only to roles that may do this. */
  readonly needs?: 'buy';
}

/** A page of your own product, by its address. */
export interface LinkEntry extends Entry {
  readonly href: string;
  readonly opensNewTab?: boolean;
}

export interface Section {
  readonly title: string;
  readonly entries: readonly (PageEntry | LinkEntry)[];
}

const account: Section = {
  title: 'Account',
  entries: [
    { label: 'Account Settings', icon: SettingOutlined, to: '/account/settings' },
    { label: 'Plans & Billing', icon: BankOutlined, to: '/account/billing' },
    { label: 'Invoices', icon: FileTextOutlined, to: '/account/invoices' },
    { label: 'Purchase Credits', icon: PlusCircleOutlined, to: '/account/credits/purchase', needs: 'buy' },
  ],
};

/**
 * The sidebar, from top to bottom. Put the sections of your own product around ours, for example
 * `{ title: 'Workflow', entries: [{ label: 'Projects', icon: AppstoreOutlined, href: 'https://app.example.com' }] }`
 * above, and `{ title: 'Settings', … }` with Integration and Publishing below.
 */
export const navigation: readonly Section[] = [account];

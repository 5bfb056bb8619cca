import React from 'react';

const PATHS = {
  home: 'M3 10.5 12 3l9 7.5M5.5 9v11h13V9M10 20v-6h4v6',
  accounts:
    'M16 20v-1.5a4 4 0 0 0-4-4H7a4 4 0 0 0-4 4V20M9.5 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M21 20v-1.5a4 4 0 0 0-3-3.8M16 4.2a3.5 3.5 0 0 1 0 6.7',
  invoices: 'M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M9 13h6M9 17h6',
  payments:
    'M12 3v18M16.5 7.5C16 6 14.3 5.5 12 5.5c-2.5 0-4.5 1-4.5 3s2 2.7 4.5 3.3 4.8 1.2 4.8 3.5-2.3 3.2-4.8 3.2-4.3-.8-5-2.5',
  approvals:
    'M9 11.5a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7M2.5 20v-1a4.5 4.5 0 0 1 4.5-4.5h4M14 17.500l2.500 2.500 5-5.500M15.500 4.800a3.500 3.500 0 0 1 0 6.400',
  limits: 'M4 18a8.500 8.500 0 1 1 16 0M12 14l4-5M12 14h.010M6.500 18h11',
  methods: 'M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3 10h18M7 15h3',
  books:
    'M4 5.500c2.500-1 5-1 8 .5 3-1.500 5.500-1.500 8-.5V19c-2.500-1-5-1-8 .5-3-1.500-5.500-1.500-8-.5zM12 6v13.500',
  journal: 'M6 3h11a2 2 0 0 1 2 2v14a2 2 0 0 1-2 2H6zM6 3v18M10 8h5M10 12h5',
  notes: 'M14 3H7a2 2 0 0 0-2 2v14a2 2 0 0 0 2 2h10a2 2 0 0 0 2-2V8zM14 3v5h5M9 14.500h6',
  tax: 'M18.500 5.500l-13 13M8 9.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4M16 18.500a2 2 0 1 0 0-4 2 2 0 0 0 0 4',
  numbers: 'M9.500 4l-2 16M16.500 4l-2 16M4.500 9h16M3.500 15h16',
  proof:
    'M9 4h6v3H9zM15 5.500h3a1 1 0 0 1 1 1V20a1 1 0 0 1-1 1H6a1 1 0 0 1-1-1V6.500a1 1 0 0 1 1-1h3M9 14l2.200 2.200 4-4.200',
  desk: 'M4 13h16M5.500 13V20M18.500 13V20M8 13V5.500h8V13M10.500 8.500h3',
  refunds: 'M8.500 5 4.500 9l4 4M4.500 9H15a4.500 4.500 0 0 1 0 9h-4',
  disputes: 'M12 4v16M6 20h12M5 7.500h14M5 7.500l-2.500 6h5zM19 7.500l-2.500 6h5z',
  balance: 'M4 8.500A2.500 2.500 0 0 1 6.500 6H17v3M4 8.500V17a2 2 0 0 0 2 2h13V9H6.500M15.500 14h.010',
  costs: 'M5 5h6.500L20 13.500 13.500 20 5 11.500zM8.500 8.500h.010',
  emails: 'M3 7a2 2 0 0 1 2-2h14a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2zM3.5 7 12 13l8.5-6',
  webhooks: 'M13 3 5 13.500h6L10 21l9-11h-6.500z',
  exceptions: 'M12 4 2.8 20h18.400zM12 10v4.500M12 17.500v.100',
  audit: 'M12 3 4.5 6v5.500c0 4.7 3.2 8 7.5 9.5 4.3-1.5 7.5-4.8 7.5-9.500V6zM8.8 12l2.2 2.2 4.2-4.4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  more: 'M5.5 12h.010M12 12h.010M18.5 12h.010',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14M20.5 20.5 16 16',
  filter: 'M4 6h16M7 12h10M10 18h4',
  plus: 'M12 5v14M5 12h14',
  close: 'M6 6l12 12M18 6 6 18',
  left: 'M14.5 6 8.5 12l6 6',
  right: 'M9.5 6l6 6-6 6',
  up: 'M6 14.5 12 8.500l6 6',
  down: 'M6 9.500l6 6 6-6',
  trash: 'M5 7h14M10 7V5h4v2M7 7l.800 12h8.400L17 7M10.5 11v5M13.5 11v5',
  file: 'M12 4v11M7.5 11 12 15.5 16.5 11M5 20h14',
} as const;

export type IconName = keyof typeof PATHS;

/** Decoration only: the words beside it carry the meaning. */
export const Icon: React.FC<{ name: IconName; size?: number }> = ({ name, size = 18 }) => (
  <svg
    className="icon"
    width={size}
    height={size}
    viewBox="0 0 24 24"
    fill="none"
    stroke="currentColor"
    strokeWidth={name === 'more' ? 3 : 1.75}
    strokeLinecap="round"
    strokeLinejoin="round"
    aria-hidden="true"
    focusable="false"
  >
    <path d={PATHS[name]} />
  </svg>
);

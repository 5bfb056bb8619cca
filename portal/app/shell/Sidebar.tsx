import { NavLink } from 'react-router';
import { may } from '../../api/accessControl.js';
import { useAccount } from '../account.js';
import { type LinkEntry, navigation, type PageEntry } from '../navigation.js';
import { texts } from '../texts.js';

const isPage = (entry: PageEntry | LinkEntry): entry is PageEntry => 'to' in entry;

const Entry = ({ entry }: { readonly entry: PageEntry | LinkEntry }) => {
  const Icon = entry.icon;
  const inside = (
    <>
      <Icon />
      <span>{entry.label}</span>
    </>
  );
  if (isPage(entry)) {
    return (
      <NavLink className="nav-link" to={entry.to}>
        {inside}
      </NavLink>
    );
  }
  return (
    <a
      className="nav-link"
      href={entry.href}
      {...(entry.opensNewTab ? { target: '_blank', rel: 'noreferrer' } : {})}
    >
      {inside}
    </a>
  );
};

export const Sidebar = () => {
  const { account, config } = useAccount();
  const isShown = (entry: PageEntry | LinkEntry) =>
    !isPage(entry) || entry.needs === undefined || may(account.role, entry.needs);
  return (
    <>
      <nav className="nav" aria-label={texts.navigation}>
        {navigation.map((section) => (
          <section key={section.title} className="nav-section">
            <h2>{section.title}</h2>
            <ul>
              {section.entries.filter(isShown).map((entry) => (
                <li key={entry.label}>
                  <Entry entry={entry} />
                </li>
              ))}
            </ul>
          </section>
        ))}
      </nav>
      <div className="sider-foot">
        {config.sandbox ? <span className="sandbox-note">{texts.sandbox}</span> : null}
        <span>{texts.soldBy(config.sellerName)}</span>
      </div>
    </>
  );
};

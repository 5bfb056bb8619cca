import { CheckOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import type { CreditPackageView } from '../../../server/billing/packages/packages.contract.js';
import { useFormats } from '../../app/account.js';
import { texts } from './credits.texts.js';
import { packagePrice } from './price.js';

interface PackageCardProps {
  readonly item: CreditPackageView;
  readonly isSelected: boolean;
  readonly onSelect: () => void;
}

const PackageCard = ({ item, isSelected, onSelect }: PackageCardProps) => {
  const { money, number, percent, unitPrice } = useFormats();
  const { list, discount, net } = packagePrice(item);
  const titleId = `package-${item.slug}`;
  return (
    <li
      className={`package ${isSelected ? 'package-selected' : ''} ${item.isFeatured ? 'package-featured' : ''}`}
      aria-labelledby={titleId}
    >
      <div className="package-top">
        <h3 id={titleId}>{item.name}</h3>
        {item.isFeatured ? <span className="package-badge">{texts.featured}</span> : null}
      </div>
      <div className="package-credits">
        <strong>{number(item.credits)}</strong> <span>{texts.credits}</span>
      </div>
      <div className="package-price">
        <span className="package-net">{money(net, item.currency)}</span>
        {discount === 0 ? null : (
          <>
            <s>
              <span className="visually-hidden">{texts.listPrice('')}</span>
              {money(list, item.currency)}
            </s>
            <span className="tag tag-good">{texts.off(percent(item.discountPercentage * 100))}</span>
          </>
        )}
      </div>
      <div className="fine">{texts.perCredit(unitPrice(net, item.credits, item.currency))}</div>
      <Button
        block
        type={isSelected ? 'primary' : 'default'}
        aria-pressed={isSelected}
        aria-label={texts.selectName(item.name)}
        icon={isSelected ? <CheckOutlined /> : null}
        onClick={onSelect}
      >
        {isSelected ? texts.selected : texts.select}
      </Button>
    </li>
  );
};

interface PackageCardsProps {
  readonly packages: readonly CreditPackageView[];
  readonly selected: string | null;
  readonly onSelect: (slug: string) => void;
}

export const PackageCards = ({ packages, selected, onSelect }: PackageCardsProps) => (
  <ul className="packages" aria-label={texts.packages}>
    {packages.map((item) => (
      <PackageCard
        key={item.id}
        item={item}
        isSelected={item.slug === selected}
        onSelect={() => onSelect(item.slug)}
      />
    ))}
  </ul>
);

import { MoonOutlined, SunOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { texts } from '../app/texts.js';
import { useTheme } from '../app/themeChoice.js';

export const ThemeButton = () => {
  const { mode, toggle } = useTheme();
  const label = mode === 'dark' ? texts.switchToLight : texts.switchToDark;
  return (
    <Button
      type="text"
      aria-label={label}
      title={label}
      icon={mode === 'dark' ? <SunOutlined /> : <MoonOutlined />}
      onClick={toggle}
    />
  );
};

import { Button } from 'antd';
import { useNavigate } from 'react-router';
import { HOME } from '../api/paths.js';
import { Notice } from '../components/Notice.js';
import { useDocumentTitle } from '../components/useDocumentTitle.js';
import { texts } from './texts.js';

export const NotFound = () => {
  const navigate = useNavigate();
  useDocumentTitle(texts.notFound.title);
  return (
    <Notice
      as="main"
      code="404"
      title={texts.notFound.title}
      body={texts.notFound.body}
      action={
        <Button type="primary" onClick={() => void navigate(HOME)}>
          {texts.notFound.home}
        </Button>
      }
    />
  );
};

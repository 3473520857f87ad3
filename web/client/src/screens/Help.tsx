import { useContext } from 'react';
import { useNavigate } from 'react-router';
import { Button, Card, Notice } from '@shared/ui';
import { useHelp } from '../data/queries';
import { SessionContext, useMyWords } from '../data/session';
import type { Help as HelpData } from '../data/types';
import { Page, useScreen } from '../parts/Page';

/** Whom to reach now. Works before sign-in, and without a connection once it was read. */
export function Help() {
  const t = useMyWords();
  const signedIn = useContext(SessionContext) !== null;
  if (signedIn) {
    return (
      <Page name={t('help.title')} title={t('help.title')}>
        <Numbers />
      </Page>
    );
  }
  return <Alone />;
}

function Alone() {
  const t = useMyWords();
  const navigate = useNavigate();
  const heading = useScreen(t('help.title'));
  return (
    <main id="content" className="content">
      <div>
        <Button kind="quiet" onClick={() => void navigate(-1)}>
          {t('help.back')}
        </Button>
      </div>
      <h1 ref={heading} tabIndex={-1}>
        {t('help.title')}
      </h1>
      <Numbers />
    </main>
  );
}

function Numbers() {
  const t = useMyWords();
  const help = useHelp();
  const data = help.data;
  return (
    <>
      <Card className="col urgent">
        <p>{t('help.intro')}</p>
        <p className="urgent-words">{data?.emergency || t('help.fallback')}</p>
      </Card>
      {data?.placeholder && <Notice tone="need">{t('help.placeholder')}</Notice>}
      {data && !data.ready && !data.placeholder && <Notice>{t('help.notReady')}</Notice>}
      {data && data.contacts.length > 0 && <Contacts data={data} />}
      {help.isError && !data && <Notice live>{t('help.offline')}</Notice>}
      <p className="small">{t('help.watch')}</p>
    </>
  );
}

function Contacts({ data }: { data: HelpData }) {
  const t = useMyWords();
  return (
    <section aria-labelledby="contacts">
      <h2 id="contacts" className="section-title">
        {t('help.contacts')}
      </h2>
      <ul className="plain">
        {data.contacts.map((contact) => (
          <li key={contact.label} className="contact">
            <div className="grow">
              <span className="item-name">{contact.label}</span>
              {contact.hours && <small>{contact.hours}</small>}
              {contact.note && <small>{contact.note}</small>}
            </div>
            {contact.phone && (
              <a
                className="button"
                href={`tel:${contact.phone.replace(/[^+\d]/g, '')}`}
                aria-label={`${contact.label}: ${t('help.call', { phone: contact.phone })}`}
              >
                {contact.phone}
              </a>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}

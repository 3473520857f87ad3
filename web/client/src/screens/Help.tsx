import { useContext } from 'react';
import { useNavigate } from 'react-router';
import { SafetyPlanSheet, dial } from '@shared/safety';
import { dayWords } from '@shared/time/local';
import { Button, Card, Notice } from '@shared/ui';
import { currentLanguage } from '@shared/words';
import { useHelp, useSafety } from '../data/queries';
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
        <WhoLooks />
        <MyPlan />
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

/** The emergency sentence and the practice's numbers. */
export function Numbers() {
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

/** When somebody of the practice looks, in its own words. */
export function WhoLooks() {
  const t = useMyWords();
  const hours = useSafety().data?.hours;
  return hours ? <p className="small">{t('help.hours', { hours })}</p> : null;
}

/** The own safety plan; on the phone without a connection too. */
export function MyPlan() {
  const t = useMyWords();
  const plan = useSafety().data?.plan;
  if (!plan) return null;
  return (
    <section aria-labelledby="safety-plan" className="col">
      <h2 id="safety-plan" className="section-title">
        {t('safetyPlan.title')}
      </h2>
      {plan.changedAt ? (
        <>
          <p className="small">{t('safetyPlan.order')}</p>
          <Card>
            <SafetyPlanSheet plan={plan} />
          </Card>
          <p className="small">
            {t('safetyPlan.made', { day: dayWords(new Date(plan.changedAt), currentLanguage()) })}
          </p>
        </>
      ) : (
        <p className="small">{t('safetyPlan.none')}</p>
      )}
    </section>
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
                href={dial(contact.phone)}
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

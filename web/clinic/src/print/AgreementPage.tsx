import { Link, useParams } from 'react-router';
import { wallDate } from '@shared/time/local';
import { Button } from '@shared/ui';
import { currentLanguage, useWords } from '@shared/words';
import { useSignedIn } from '../app/me';
import { useActivity, useAssignment, useClient, useHelp } from '../app/queries';
import { ErrorNotice, PageTitle, Waiting, shortDay } from '../app/ui';
import { recurrenceWords } from '../session/recurrence';
import { Versions } from './Versions';

/** One page to take home: what, why, when, what if. Readable in a minute; for those without a phone too. */
export function Component() {
  const t = useWords();
  const me = useSignedIn();
  const { clientId = '', assignmentId = '' } = useParams();
  const assignment = useAssignment(clientId, assignmentId);
  const client = useClient(clientId).data?.client;
  const activity = useActivity(assignment.data?.activityId, assignment.data?.activityVersion).data;
  const help = useHelp().data;
  if (assignment.isPending) return <Waiting />;
  if (!assignment.data) return <ErrorNotice error={assignment.error} again={() => void assignment.refetch()} />;
  const agreement = assignment.data.agreements[0];
  const plan = agreement?.plan;
  const design = assignment.data.design;
  const variant = activity ? [...activity.variants.easier, ...activity.variants.harder].find((one) => one.id === (design?.variantId ?? assignment.data.variantId)) : undefined;
  const often = plan?.recurrence ? recurrenceWords(plan.recurrence, t, currentLanguage()) : '';
  const when = [often, plan?.when && plan.when !== often ? plan.when : ''].filter(Boolean).join(' · ');
  return (
    <div className="print-page">
      <div className="row apart wrap no-print">
        <Link to={`/clients/${clientId}`}>‹ {t('session.back')}</Link>
        <Button kind="main" onClick={() => window.print()}>
          {t('print.button')}
        </Button>
      </div>
      <article className="paper col loose">
        <header>
          <p className="small">{[client?.callName, plan && assignment.data.clientName, me.practice.name, agreement ? shortDay(new Date(agreement.createdAt)) : ''].filter(Boolean).join(' · ')}</p>
          <PageTitle title={t('print.title')}>{plan?.what ?? assignment.data.clientName}</PageTitle>
        </header>
        {!plan && <p>{t('print.noPlan')}</p>}
        {plan && (
          <dl className="print-list">
            <Item name={t('print.smallest')} words={plan.smallest} />
            <Item name={t('print.whyYou')} words={design?.clientRationale} voice />
            <Item name={t('print.whyTherapist')} words={design?.rationale} />
            <Item name={t('plan.beginsOn')} words={plan.beginsOn && shortDay(wallDate(plan.beginsOn))} />
            <Item name={t('print.when')} words={when} />
            <Item name={t('plan.where')} words={plan.where} />
            <Item name={t('plan.howLong')} words={plan.minutes ? t('minutes', { count: plan.minutes }) : undefined} />
            {plan.ifThen?.map((each) => <Item key={each.if} name={t('plan.ifThen')} words={t('preview.ifThen', { if: each.if, then: each.then })} />)}
            {plan.obstacles?.map((each) => <Item key={each.obstacle} name={each.obstacle} words={each.coping} />)}
            {(activity?.variants.easier ?? [])
              .filter((one) => one.id !== variant?.id)
              .slice(0, 1)
              .map((one) => (
                <Item key={one.id} name={t('print.easier')} words={one.text} />
              ))}
          </dl>
        )}
        <p>{t('print.anyOutcome')}</p>
        {agreement && (
          <p className="small">
            {[
              agreement.acceptedByMemberAt && t('print.memberAgreed', { day: shortDay(new Date(agreement.acceptedByMemberAt)) }),
              agreement.acceptedByClientAt && t('print.clientAgreed', { name: client?.callName ?? '', day: shortDay(new Date(agreement.acceptedByClientAt)) }),
            ]
              .filter(Boolean)
              .join(' · ') || t('print.notAgreedYet')}
          </p>
        )}
        {help && (help.contacts.length > 0 || help.emergency) && (
          <footer className="small">
            <strong>{t('print.help')}</strong>
            {help.placeholder && <p>{t('print.placeholder')}</p>}
            <ul className="plain">
              {help.contacts.map((contact) => (
                <li key={contact.label}>{[contact.label, contact.phone, contact.hours].filter(Boolean).join(' · ')}</li>
              ))}
            </ul>
            {help.emergency && <p>{help.emergency}</p>}
            <p>{t('print.noWatch')}</p>
          </footer>
        )}
      </article>
      <Versions agreements={assignment.data.agreements} />
    </div>
  );
}

function Item({ name, words, voice = false }: { name: string; words: string | undefined; voice?: boolean }) {
  if (!words) return null;
  return (
    <div>
      <dt>{name}</dt>
      <dd className={voice ? 'voice' : undefined}>{voice ? `“${words}”` : words}</dd>
    </div>
  );
}

import { useState } from 'react';
import { Link, useParams } from 'react-router';
import { wallDate } from '@shared/time/local';
import { Chip, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { useClient, useTerms } from '../app/queries';
import { useShortcuts } from '../app/shortcuts';
import { ErrorNotice, PageTitle, Waiting, shortMoment } from '../app/ui';
import type { ClientRecord } from '../app/types';
import { nameOf } from '../library/filter';
import { useHasUnsaved } from '../session/drafts';
import { useNavigate } from 'react-router';
import { ClientMeasures } from '../measures/ClientMeasures';
import { ProgrammeCard } from '../programmes/ProgrammeCard';
import { AssignmentList } from './AssignmentList';
import { ConsentCard } from './ConsentCard';
import { DetailsDialog } from './DetailsDialog';
import { Caregivers } from './Caregivers';
import { Relations } from './Relations';
import { SafetyPlanCard } from '../safety/SafetyPlanCard';
import { Formulation } from './Formulation';
import { FoundOut } from './FoundOut';
import { Goals } from './Goals';
import { openNow } from './open-now';
import { Phone } from './Phone';
import { Sessions } from './Sessions';
import { TreatmentCard } from './TreatmentCard';

export function Component() {
  const { clientId = '' } = useParams();
  const record = useClient(clientId);
  if (record.isPending) return <Waiting />;
  if (!record.data) return <ErrorNotice error={record.error} again={() => void record.refetch()} />;
  return <ClientPage key={clientId} record={record.data} />;
}

function ClientPage({ record }: { record: ClientRecord }) {
  const t = useWords();
  const navigate = useNavigate();
  const { client } = record;
  const terms = useTerms().data;
  const unsaved = useHasUnsaved(client.clientId);
  const [editing, setEditing] = useState(false);
  const treatment = record.treatments[0];
  const sessionPath = `/clients/${client.clientId}/session`;
  useShortcuts([
    { keys: 's', words: 'shortcuts.session', run: () => void navigate(sessionPath) },
    { keys: 'e', words: 'shortcuts.edit', run: () => setEditing(true) },
  ]);
  const upcoming = openNow(record.sessions, Date.now()) ?? record.sessions.filter((session) => session.state === 'planned').sort((a, b) => a.startsAt.localeCompare(b.startsAt))[0];

  return (
    <div className="col loose">
      <p className="small">
        <Link to="/">‹ {t('nav.caseload')}</Link>
      </p>
      <div className="page-head">
        <div>
          <PageTitle title={client.name}>{client.name}</PageTitle>
          <p className="small">
            {[
              client.callName && client.callName !== client.name ? t('client.called', { name: client.callName }) : '',
              treatment ? t(`stage.${treatment.stage}`) : '',
              ...(treatment?.paradigms ?? []).map((code) => nameOf(terms, 'paradigms', code)),
              t('client.saysFor', { noun: client.noun }),
            ]
              .filter(Boolean)
              .join(' · ')}
          </p>
        </div>
        <div className="row wrap">
          {unsaved && <Chip tone="info">{t('session.unsaved')}</Chip>}
          <button type="button" className={buttonClass('quiet')} onClick={() => setEditing(true)}>
            {t('client.edit')}
          </button>
          <Link className={buttonClass('main')} to={sessionPath}>
            {upcoming?.state === 'open' ? t('client.backToSession') : t('client.openSession')}
          </Link>
        </div>
      </div>
      {upcoming?.state === 'planned' && <p className="small">{t('client.nextSession', { when: shortMoment(wallDate(upcoming.startsAt)) })}</p>}

      <div className="two-columns">
        <div className="col loose">
          <AssignmentList record={record} />
          <ProgrammeCard clientId={client.clientId} />
          <ClientMeasures record={record} />
          <Sessions record={record} />
          <Phone client={client} />
          <Caregivers record={record} />
          <ConsentCard key={client.version} client={client} />
        </div>
        <div className="col loose">
          <Goals record={record} />
          <Formulation record={record} />
          <FoundOut client={client} />
          {treatment && <TreatmentCard clientId={client.clientId} treatment={treatment} />}
          <Relations clientId={client.clientId} />
          <SafetyPlanCard clientId={client.clientId} />
        </div>
      </div>
      <DetailsDialog client={client} treatment={treatment} open={editing} onClose={() => setEditing(false)} />
    </div>
  );
}

import { useState } from 'react';
import { Link } from 'react-router';
import { Button, Card, Chip, buttonClass } from '@shared/ui';
import { useWords } from '@shared/words';
import { ErrorNotice, shortDay } from '../app/ui';
import type { ClientRecord } from '../app/types';
import { useSave } from '../client/useSave';
import { AssignDialog } from './AssignDialog';
import { measurePaths, useClientMeasures, type MeasurePlan, type MeasurePlanInput, type OpenMeasure } from './data';

/** On the client's page: what is asked, what can be answered now, and the way to the picture. */
export function ClientMeasures({ record }: { record: ClientRecord }) {
  const t = useWords();
  const { clientId } = record.client;
  const measures = useClientMeasures(clientId);
  const [assigning, setAssigning] = useState(false);
  const treatmentId = record.treatments[0]?.treatmentId;
  const plans = measures.data?.plans.filter((plan) => !plan.endedAt) ?? [];
  return (
    <Card aria-labelledby="measures">
      <div className="row apart wrap">
        <h2 id="measures">{t('measures.title')}</h2>
        <div className="row wrap">
          <Link className={buttonClass('quiet')} to={`/clients/${clientId}/progress`}>
            {t('measures.progress')}
          </Link>
          {treatmentId && (
            <Button className="small-button" onClick={() => setAssigning(true)}>
              {t('measures.assign')}
            </Button>
          )}
        </div>
      </div>
      <ErrorNotice error={measures.error} again={() => void measures.refetch()} />
      {measures.data && plans.length === 0 && <p className="muted gap-top">{t('measures.empty')}</p>}
      <ul className="plain lines">
        {plans.map((plan) => (
          <PlanLine key={plan.planId} clientId={clientId} plan={plan} open={measures.data?.toAnswer.find((each) => each.planId === plan.planId)} />
        ))}
      </ul>
      {treatmentId && <AssignDialog record={record} treatmentId={treatmentId} open={assigning} onClose={() => setAssigning(false)} />}
    </Card>
  );
}

function PlanLine({ clientId, plan, open }: { clientId: string; plan: MeasurePlan; open: OpenMeasure | undefined }) {
  const t = useWords();
  const end = useSave<MeasurePlanInput>(
    clientId,
    () => measurePaths.plan(clientId, plan.planId),
    (input) => input,
  );
  const here = `/clients/${clientId}/measures/${plan.planId}`;
  // What has closed is asked no more, but what was filled in on paper in time can still be typed in.
  const asked = open !== undefined && Date.parse(open.closesAt) > Date.now();
  return (
    <li className="col">
      <div className="row apart wrap">
        <div className="grow">
          <p>
            <strong>{plan.name ?? plan.measureId}</strong> {asked && <Chip tone="info">{t('measures.toAnswer')}</Chip>}
          </p>
          <p className="small">
            {[
              t(`measures.rhythm.${plan.rhythm}`),
              t(plan.onPhone ? 'measures.onPhone' : 'measures.notOnPhone'),
              t('measures.since', { day: shortDay(new Date(plan.startedAt)), n: plan.submissions ?? 0 }),
            ].join(' · ')}
          </p>
          {plan.words.map((each) => (
            <p key={each.item} className="voice">
              “{each.text}”
            </p>
          ))}
        </div>
        <Button
          kind="quiet"
          className="small-button"
          disabled={end.isPending}
          aria-label={t('measures.endNamed', { name: plan.name ?? '' })}
          onClick={() =>
            end.mutate({
              treatmentId: plan.treatmentId,
              measureId: plan.measureId,
              rhythm: plan.rhythm,
              onPhone: plan.onPhone,
              words: plan.words,
              version: plan.version,
              ended: true,
            })
          }
        >
          {t('measures.end')}
        </Button>
      </div>
      {open && (
        <div className="row wrap">
          {asked && (
            <>
              <Link className={buttonClass()} to={`${here}/tablet`}>
                {t('measures.handOver')}
              </Link>
              <Link className={buttonClass('quiet')} to={`${here}/print`}>
                {t('measures.print')}
              </Link>
            </>
          )}
          <Link className={buttonClass('quiet')} to={`${here}/paper`}>
            {t('measures.keyIn')}
          </Link>
        </div>
      )}
      <ErrorNotice error={end.error} />
    </li>
  );
}

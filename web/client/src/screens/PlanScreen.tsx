import { Link } from 'react-router';
import { Button, buttonClass, Card, Chip } from '@shared/ui';
import { useAssignments } from '../data/queries';
import { useMyWords } from '../data/session';
import type { MyAssignment } from '../data/types';
import { Page } from '../parts/Page';
import { PlanSheet, planTitle } from '../parts/PlanSheet';
import { CalendarReminder } from '../reminders/CalendarReminder';

const shownStates = ['active', 'reported', 'reviewed', 'paused', 'planned'];

/** Everything agreed, to read and to print on one page. */
export function PlanScreen() {
  const t = useMyWords();
  const assignments = useAssignments();
  const shown = assignments.data?.assignments.filter((each) => shownStates.includes(each.state)) ?? [];
  return (
    <Page
      name={t('plan.title')}
      title={t('plan.title')}
      aside={
        shown.length > 0 && (
          <Button kind="quiet" className="no-print" onClick={() => window.print()}>
            {t('plan.print')}
          </Button>
        )
      }
    >
      {assignments.data && shown.length === 0 && <p>{t('plan.empty')}</p>}
      {shown.map((assignment) => (
        <One key={assignment.assignmentId} assignment={assignment} />
      ))}
    </Page>
  );
}

function One({ assignment }: { assignment: MyAssignment }) {
  const t = useMyWords();
  const { assignmentId, state } = assignment;
  const heading = `plan-${assignmentId}`;
  return (
    <Card className="col sheet" aria-labelledby={heading}>
      <div className="row wrap apart">
        <div className="grow">
          {planTitle(assignment) !== assignment.name && <small>{assignment.name}</small>}
          <h2 id={heading}>{planTitle(assignment)}</h2>
        </div>
        {state === 'paused' && <Chip>{t('plan.paused')}</Chip>}
      </div>
      <PlanSheet assignment={assignment} />
      {state === 'active' && <CalendarReminder assignment={assignment} />}
      <div className="row wrap no-print">
        {assignment.waitsForMe ? (
          <Link className={buttonClass('main')} to={`/agree/${assignmentId}`}>
            {t('today.waitingOpen')}
          </Link>
        ) : (
          state !== 'paused' && (
            <>
              <Link className={buttonClass()} to={`/record/${assignmentId}`}>
                {t('plan.write')}
              </Link>
              <Link className={buttonClass('quiet')} to={`/obstacle/${assignmentId}`}>
                {t('plan.obstacle')}
              </Link>
              {state === 'active' && (
                <Link className={buttonClass('quiet')} to={`/check/${assignmentId}`}>
                  {t('check.open')}
                </Link>
              )}
            </>
          )
        )}
      </div>
    </Card>
  );
}

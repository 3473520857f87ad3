import { dayWords, localTime, wallDate } from '@shared/time/local';
import { currentLanguage } from '@shared/words';
import { useMyWords } from '../data/session';
import type { MyAssignment } from '../data/types';
import { oftenWords } from './often';
import { Why } from './Why';

/** What a person does, as a heading: the words of the plan; the activity's name where there are none yet. */
export function planTitle(assignment: MyAssignment): string {
  return assignment.agreement?.plan.what || assignment.name;
}

/** What was agreed, in the order a person reads it: why, when and where, and what if. */
export function PlanSheet({ assignment }: { assignment: MyAssignment }) {
  const t = useMyWords();
  const plan = assignment.agreement?.plan;
  const often = plan?.recurrence && oftenWords(t, plan.recurrence, currentLanguage());
  const begins =
    plan?.beginsOn && plan.beginsOn > localTime(new Date()).local.slice(0, 10)
      ? dayWords(wallDate(plan.beginsOn), currentLanguage())
      : undefined;
  const short: [string, string | undefined][] = [
    ['plan.beginsOn', begins],
    ['plan.when', plan?.when],
    ['plan.howOften', often],
    ['plan.where', plan?.where],
    ['plan.howLong', plan?.minutes ? t('plan.minutes', { count: plan.minutes }) : undefined],
  ];
  const long: [string, readonly string[]][] = [
    ['plan.smallest', plan?.smallest ? [plan.smallest] : []],
    ['plan.ifThen', plan?.ifThen?.map((each) => t('today.ifThen', { if: each.if, then: each.then })) ?? []],
    ['plan.inTheWay', plan?.obstacles?.map((each) => `${each.obstacle} → ${each.coping}`) ?? []],
    ['plan.easier', assignment.easier ?? []],
    ['plan.goal', assignment.goal ? [assignment.goal] : []],
  ];
  return (
    <div className="col">
      <Why own={assignment.clientRationale} shared={assignment.rationale} />
      {assignment.programme && (
        <small>
          {assignment.programme.number
            ? t('plan.programmeStep', {
                name: assignment.programme.name,
                number: assignment.programme.number,
                of: assignment.programme.of ?? 0,
              })
            : t('plan.programme', { name: assignment.programme.name })}
        </small>
      )}
      {!plan && <p>{assignment.variant || assignment.summary}</p>}
      <dl className="facts">
        {short.map(([key, words]) => words && <Fact key={key} name={t(key)} words={[words]} />)}
      </dl>
      <dl className="facts wide">
        {long.map(([key, words]) => words.length > 0 && <Fact key={key} name={t(key)} words={words} />)}
        {assignment.learning && (
          <div>
            <dt>{t('plan.learning')}</dt>
            <dd className="voice">“{assignment.learning}”</dd>
          </div>
        )}
      </dl>
    </div>
  );
}

function Fact({ name, words }: { name: string; words: readonly string[] }) {
  return (
    <div>
      <dt>{name}</dt>
      {words.map((each) => (
        <dd key={each}>{each}</dd>
      ))}
    </div>
  );
}

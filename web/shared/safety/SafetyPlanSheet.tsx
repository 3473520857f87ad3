import { useWords } from '../words';
import { dial, hasContacts, parts, type PlanContact, type SafetyPlan } from './plan';

/** A safety plan to read: on the phone and on paper. Parts without a line are left out. */
export function SafetyPlanSheet({ plan }: { plan: SafetyPlan }) {
  const t = useWords();
  return (
    <ol className="plain col loose safety-plan">
      {parts.map((part) => {
        const name = t(`safetyPlan.${part}`);
        const lines = plan[part];
        if (lines.length === 0) return null;
        return (
          <li key={part}>
            <h3>{name}</h3>
            <ul className="plain lines">
              {hasContacts(part)
                ? plan[part].map((contact, index) => <Contact key={index} contact={contact} />)
                : plan[part].map((line, index) => <li key={index}>{line}</li>)}
            </ul>
          </li>
        );
      })}
    </ol>
  );
}

function Contact({ contact }: { contact: PlanContact }) {
  const t = useWords();
  return (
    <li className="plan-contact">
      <div className="grow">
        <span className="item-name">{contact.name}</span>
        {contact.note && <small>{contact.note}</small>}
      </div>
      {contact.phone && (
        <a
          className="button"
          href={dial(contact.phone)}
          aria-label={t('safetyPlan.call', { name: contact.name, phone: contact.phone })}
        >
          {contact.phone}
        </a>
      )}
    </li>
  );
}

// What leads to an alarming answer: who looks is settled, a measure is asked, and the phone has something to send.
import { newId } from './server.mjs';

/** The owner settles everything, and stands in as well. */
export async function settleSafety(owner) {
  const { member } = await owner.call('GET', '/api/v1/me');
  const { version } = await owner.call('GET', '/api/v1/practice/safety');
  return owner.call('PUT', '/api/v1/practice/safety', {
    version,
    hours: 'Weekdays 9 to 17',
    lookWithinHours: 24,
    fallbackMemberId: member.memberId,
    policy: 'We call, then write.',
    reviewOn: '2099-05-01',
    numbersConfirmed: true,
  });
}

/** Asks the client the PHQ-9 every week; the plan's id. */
export async function askPhq9(owner, client) {
  const planId = newId();
  await owner.call('PUT', `${client.base}/measure-plans/${planId}`, {
    treatmentId: client.treatmentId,
    measureId: 'phq-9',
    rhythm: 'weekly',
    onPhone: true,
    ended: false,
  });
  return planId;
}

/** "Several days" to the question about self-harm, as the phone sends it. */
export const alarmingAnswer = (planId) => ({
  planId,
  slot: 'week:2026-11-23',
  mode: 'phone',
  answeredAt: '2026-11-24T10:00',
  zone: 'Europe/Oslo',
  offsetMinutes: 60,
  answers: [{ linkId: 'q9', answer: [{ valueCoding: { code: 'LA6569-3' } }] }],
});

/** Asks until `done(value)` holds; the value. A state is waited for, and how long it takes does not matter. */
export async function until(what, ask, done, longest = 300_000) {
  const begun = Date.now();
  for (;;) {
    const value = await ask();
    if (done(value)) return value;
    if (Date.now() - begun > longest) throw new Error(`${what}: still ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

// Text of requests in which nobody writes freely, with the reason. Everything else gets a planted word.
const code = 'a code of the catalogue; the server refuses others';

export const plainFields = {
  'SetUpInput.secret': 'made by the server, kept nowhere',
  'SetUpInput.password': 'kept as a salted hash; the scan looks for the password itself',
  'SignInInput.email': 'found by a keyed hash; planted where it is refused',
  'SignInInput.password': 'kept as a salted hash; planted where it is refused',
  'WelcomeInput.secret': 'made by the server, kept as a hash',
  'WelcomeInput.code': 'made by the server, kept as a keyed hash',
  'MemberWelcomeInput.secret': 'made by the server, kept as a hash',
  'MemberWelcomeInput.password': 'kept as a salted hash; the scan looks for the password itself',
  'ClientInput.treatment.paradigms[]': code,
  'ClientInput.treatment.mechanisms[]': code,
  'TreatmentInput.paradigms[]': code,
  'TreatmentInput.mechanisms[]': code,
  'ProposeInput.activityId': code,
  'ProposeInput.variantId': code,
  'DesignInput.mechanism': code,
  'DesignInput.variantId': code,
  'DesignInput.gates[].gateId': code,
  'PlanInput.plan.skips[].field': 'the name of a field',
  'ReviewInput.obstacles[]': code,
  'ReviewInput.successorActivityId': code,
  'ReviewInput.successorVariantId': code,
  'EntryInput.answers[].linkId': code,
  'EntryInput.released[]': code,
  'EntryInput.obstacles[]': code,
};

// Measures: the library, what is asked of a client, what comes in, progress.
import { newId } from "../../drive/server.mjs";
import { clients, members } from "../people.mjs";

const plans = "/api/v1/clients/{clientId}/measure-plans/{planId}";
const submissions =
  "/api/v1/clients/{clientId}/measure-submissions/{submissionId}";
const mine = "/api/v1/me/measure-submissions/{submissionId}";

const planBody = (world) => ({
  treatmentId: world.client.treatmentId,
  measureId: "problem-tracker",
  rhythm: "weekly",
  onPhone: true,
  words: [{ item: "p1", text: "Waking at four" }],
  ended: false,
});

/** A plan of the client: its id. */
async function plan(world) {
  const planId = newId();
  await world.people.therapist.call(
    "PUT",
    `${world.client.base}/measure-plans/${planId}`,
    planBody(world),
  );
  return planId;
}

const filledIn = (planId, mode) => ({
  planId,
  slot: "week:2026-11-23",
  mode,
  answeredAt: "2026-11-24T10:00",
  zone: "Europe/Oslo",
  offsetMinutes: 60,
  answers: [{ linkId: "p1", answer: [{ valueInteger: 7 }] }],
});

/** A submission of the client: its id. */
async function submission(world) {
  const submissionId = newId();
  const body = filledIn(await plan(world), "phone");
  await world.people.client.call(
    "PUT",
    `/api/v1/me/measure-submissions/${submissionId}`,
    body,
  );
  return submissionId;
}

const siteMeasure = () => ({
  questionnaire: {
    resourceType: "Questionnaire",
    url: "https://clinic.example/q",
    version: "1",
    title: "Ours",
    item: [
      {
        linkId: "a",
        text: "How was it?",
        type: "integer",
        extension: [
          {
            url: "http://hl7.org/fhir/StructureDefinition/minValue",
            valueInteger: 0,
          },
          {
            url: "http://hl7.org/fhir/StructureDefinition/maxValue",
            valueInteger: 4,
          },
        ],
      },
    ],
  },
  scoring: {
    id: `site-${newId()}`,
    schemaVersion: 1,
    abbreviation: "Ours",
    construct: "Something of ours",
    higherIs: "worse",
    licence: { class: "site", statements: ["We hold one"] },
    wording: { status: "official-copy", sources: [] },
    scales: [
      {
        id: "total",
        name: "Total",
        items: ["a"],
        reverse: [],
        method: "sum",
        multiplier: 1,
        decimals: 0,
        range: [0, 4],
        prorate: { maxMissing: 0 },
      },
    ],
  },
});

export default {
  "GET /api/v1/measures": { allow: members },
  "GET /api/v1/measures/{measureId}": {
    allow: members,
    call: () => ({ path: { measureId: "gad-7" } }),
  },
  "GET /api/v1/measure-settings": { allow: members },
  "PUT /api/v1/measure-settings": {
    allow: ["owner"],
    call: async ({ people }) => {
      const { version } = await people.owner.call(
        "GET",
        "/api/v1/measure-settings",
      );
      return {
        body: {
          version,
          commercial: version % 2 === 0,
          rangeSeenHere: false,
          noticeRead: false,
        },
      };
    },
  },
  "PUT /api/v1/measures/{measureId}/rules/{linkId}": {
    allow: ["owner"],
    random: false, // a practice's own rules have no other one's ids
    fresh: true, // another change of what is decided about measures comes before
    call: async ({ people }) => {
      const { settingsVersion } = await people.owner.call(
        "GET",
        "/api/v1/measures/core-10",
      );
      return {
        path: { measureId: "core-10", linkId: "q6" },
        body: {
          version: settingsVersion,
          atLeast: 2,
          reason: `We ask about every answer in the session (${settingsVersion})`,
          lessSensitive: true,
        },
      };
    },
  },
  "PUT /api/v1/site-measures/{instrumentId}": {
    allow: ["owner"],
    random: false, // a random instrument is a new one
    call: () => ({ path: { instrumentId: newId() }, body: siteMeasure() }),
  },
  "GET /api/v1/clients/{clientId}/measures": { allow: ["therapist"] },
  [`PUT ${plans}`]: {
    allow: ["therapist"],
    call: (world) => ({ path: { planId: newId() }, body: planBody(world) }),
  },
  [`PUT ${submissions}`]: {
    allow: ["therapist"],
    call: async (world) => ({
      path: { submissionId: newId() },
      body: filledIn(await plan(world), "paper"),
    }),
  },
  [`GET ${submissions}`]: {
    allow: ["therapist"],
    call: async (world) => ({
      path: { submissionId: await submission(world) },
    }),
  },
  "GET /api/v1/clients/{clientId}/progress": { allow: ["therapist"] },
  "GET /api/v1/me/measures": { allow: clients },
  [`GET ${mine}`]: {
    allow: ["client"],
    call: async (world) => ({
      path: { submissionId: await submission(world) },
    }),
  },
  [`PUT ${mine}`]: {
    allow: ["client"],
    random: false, // a random submission is a new one
    call: async (world) => ({
      path: { submissionId: newId() },
      body: filledIn(await plan(world), "phone"),
    }),
  },
  "GET /api/v1/me/progress": { allow: clients },
};

// Runs the R scripts that `intersession evidence fit --r-script` writes, and compares R's numbers with ours.
// Not part of ./test, because R is not needed to use or build Intersession. On Debian:
//   apt-get install r-base-core r-cran-lme4 r-cran-lmertest r-cran-nlme
//   web/node tests/evidence_cli/against_r.mjs
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "../..");
const binary = join(root, "build/release/intersession");
const folder = mkdtempSync(join(tmpdir(), "intersession-r-"));
/** A fixture, or S1_main with dates that are not quite weekly. */
function table(name) {
  if (name !== "dated") return join(root, "tests/fixtures/evidence", `${name}.csv`);
  const [head, ...rows] = readFileSync(table("S1_main"), "utf8").trim().split("\n");
  const date = (session) => new Date(Date.UTC(2024, 0, 7 * session + ((session * 5) % 4))).toISOString().slice(0, 10);
  const file = join(folder, "dated.csv");
  writeFileSync(file, [`${head},date`, ...rows.map((row) => `${row},${date(Number(row.split(",")[3]))}`), ""].join("\n"));
  return file;
}
// Arguments choose models: web/node tests/evidence_cli/against_r.mjs M2 T1
const chosen = process.argv.slice(2);
const cases = [
  ["M1", [], "S1_main"], ["M1", ["--ml"], "S1_main"], ["M1ri", [], "S1_main"], ["M1u", [], "S1_main"],
  ["M1t", [], "S1_main"], ["M1c", [], "S6_small"], ["M1d", [], "S1_main"], ["M1q", [], "S1_main"],
  ["M1y", [], "S1_main"], ["M1r", [], "S1_main"], ["M2", [], "S1_main"], ["M3a", [], "S1_main"],
  ["M3b", [], "S1_main"], ["T1", [], "S4_types"], ["E1", [], "S1_main"], ["A1", [], "S1_main"],
  ["A1ri", [], "S1_main"], ["A1", ["--car"], "S1_main"], ["G1", [], "S1_main"], ["G1", ["--agq", "9"], "S1_main"],
  ["G2", [], "S1_main"], ["G3", [], "S1_main"], ["M1", ["--log-weeks"], "dated"], ["A1", ["--weeks"], "dated"],
].filter(([model]) => chosen.length === 0 || chosen.includes(model));
// Names that R writes otherwise.
const ours = (name) => name.replace(/^xw1:(type1.*)$/, "$1:xw1");
let wrong = 0;
try {
  for (const [model, options, data] of cases) {
    const script = join(folder, "fit.R");
    const result = JSON.parse(
      execFileSync(binary, ["evidence", "fit", "--model", model, ...options, "--json", "--checks", "no", "--r-script", script, table(data)]),
    );
    const lines = execFileSync("Rscript", ["--vanilla", script], { encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] })
      .split("\n").filter((line) => line.startsWith("RESULT ")).map((line) => line.split(" "));
    let worst = 0, seen = 0;
    for (const [, name, estimate, error] of lines) {
      if (name === "logLik") {
        worst = Math.max(worst, Math.abs(result.logLik - Number(estimate)));
      } else {
        const own = result.fixef[ours(name)];
        if (own === undefined) { console.log(`  ${name} is not in our fit`); worst = Infinity; continue; }
        seen += 1;
        worst = Math.max(worst, Math.abs(own - Number(estimate)) / Number(error), Math.abs(result.se[ours(name)] / Number(error) - 1));
      }
    }
    const limit = 2e-3; // R's own optimisers stop early; evidence_cli_tests hold ours to the strict references
    const fine = seen === Object.keys(result.fixef).length && worst <= limit;
    if (!fine) wrong += 1;
    console.log(`${fine ? "ok    " : "WRONG "} ${data} ${model} ${options.join(" ")}`.padEnd(40), `largest difference ${worst.toExponential(1)} (SE, or log likelihood)`);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(wrong === 0 ? `${cases.length} models agree with R` : `${wrong} models differ from R`);
process.exit(wrong === 0 ? 0 : 1);

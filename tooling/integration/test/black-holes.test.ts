/** Packets that vanish: no RST, no answer, nothing that an operating system could report. In a network namespace of its own. */
import { beforeAll, describe, expect, test } from "vitest";
import { type Report, runInNamespace, type Told, whyNoNamespaces } from "../src/black-holes/index.js";

const reason = whyNoNamespaces();
const allKept = {
  ...{ missing: 0, misplaced: 0, unknown: 0, falselyNotPersisted: 0, duplicates: 0, reordered: 0 },
  examples: [],
};

describe.skipIf(reason !== undefined)(`black holes ${reason === undefined ? "" : `– SKIPPED: ${reason}`}`, () => {
  const reports = new Map<string, unknown>();
  beforeAll(async () => {
    await runInNamespace("scenarios", (line) => {
      console.log(line);
      const { name, told } = JSON.parse(line) as { name: string; told: unknown };
      reports.set(name, told);
    });
  });

  function told<Name extends keyof Report>(name: Name): Told<Name> {
    const report = reports.get(name) as Told<Name> | undefined;
    expect(report, `${name} was played`).toBeDefined();
    return report!;
  }

  test("a middle box forgets idle connections: the first send after it succeeds, one request timeout later", () => {
    const { forgottenConnections, firstSendTookMs, errors, ...rest } = told("middleBoxForgets");
    expect(forgottenConnections).toBeGreaterThanOrEqual(2);
    expect(errors).toEqual([]);
    expect(firstSendTookMs).toBeGreaterThan(1_900); // the packets did vanish
    expect(firstSendTookMs).toBeLessThan(2_000 + 2_000);
    expectModest(rest);
  });

  test("only the path to one broker is cut: its records fail in time and no others, without a busy loop; then it is used again", () => {
    const report = told("pathIsCut");
    expect(report.failed).toBeGreaterThan(50);
    expect(report.failedElsewhere).toBe(0);
    expect(report.errors).toEqual(["DeliveryTimeoutError"]);
    expect(report.firstFailureAfterMs).toBeGreaterThan(4_000); // deliveryTimeoutMs, less what was under way already …
    expect(report.failedLatestAfterMs).toBeLessThan(6_000); // … and within a second of it
    expectUndisturbed(report);
    expect(report.connectionsTried).toBeLessThan(10);
    expect(report.affectedBackAfterMs).toBeLessThan(4_000);
    expectModest(report);
  });

  test("a broker's host vanishes: the other partitions do not notice, its own go on with the new leader", () => {
    const report = told("brokerDies");
    expect(report.errors).toEqual([]);
    expect(report.othersSent).toBeGreaterThan(500);
    expectUndisturbed(report);
    // The cluster needs the broker's session of 6 s to find out, the producer requestTimeoutMs, at the same time.
    expect(report.affectedBackAfterMs).toBeLessThan(6_000 + 5_000);
    expectModest(report);
  });
});

/** Brokers, producer and test share what processors there are: a tenth of a second is not worth a word. */
function expectUndisturbed(others: { othersP99BeforeMs: number; othersP99DuringMs: number }): void {
  expect(others.othersP99DuringMs).toBeLessThan(Math.max(100, 3 * others.othersP99BeforeMs));
}

function expectModest({
  unsettled,
  findings,
  footprint,
}: Pick<Told<keyof Report>, "unsettled" | "findings" | "footprint">): void {
  expect(unsettled).toBe(0);
  expect(findings).toEqual(allKept);
  expect(footprint.left).toEqual([]);
  expect(footprint.loopDelayMs).toBeLessThan(100);
  expect(footprint.cpuShare).toBeLessThan(0.5);
}

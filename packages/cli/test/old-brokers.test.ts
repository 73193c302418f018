import { DevCluster } from "@k/dev-broker";
import { expect, test } from "vitest";
import { jsonLinesOf } from "./ktool.js";
import { runMain } from "./run-main.js";

test.each(["0.8.2", "0.9", "0.10.0", "0.10.2", "0.11"] as const)(
  "produce, consume and topics on Kafka %s",
  async (version) => {
    const cluster = await DevCluster.start({ version });
    try {
      const server = ["--bootstrap-server", cluster.bootstrapServers.join(",")];
      cluster.createTopic("t");
      const produced = await runMain(["produce", ...server, "--topic", "t", "--key-separator", ":"], {
        stdin: "a:1\nb:2\n",
      });
      expect(produced).toMatchObject({ code: 0, stderr: "" });
      const consumed = await runMain(["consume", ...server, "--topic", "t", "--to", "latest", "--format", "json"]);
      expect(consumed).toMatchObject({ code: 0, stderr: "" });
      expect(jsonLinesOf(consumed).map(({ key, value, offset }) => [key, value, offset])).toEqual([
        ["a", "1", 0],
        ["b", "2", 1],
      ]);
      // Such a record may have no timestamp: what was printed is taken back all the same.
      const again = await runMain(["produce", ...server, "--topic", "t", "--json"], { stdin: consumed.stdout });
      expect(again).toMatchObject({ code: 0, stderr: "" });
      expect(cluster.readRecords("t")).toHaveLength(4);
      expect((await runMain(["topics", "list", ...server])).stdout).toMatch(/\nt +1 +1\n/);
      expect((await runMain(["topics", "describe", "t", ...server])).stdout).toMatch(/ 0 +4\n$/);
    } finally {
      await cluster.close();
    }
  },
);

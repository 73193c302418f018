/** Both measurements of memory as tables. */
import { align } from "../table.mjs";
import { measureLongStream } from "./long-stream.mjs";
import { measureRssRule } from "./rss-rule.mjs";

const MIB = 2 ** 20;

export async function reportMemory({ quick }) {
  const parts = [];
  for (const bufferMemory of quick ? [32 * MIB] : [32 * MIB, 128 * MIB]) parts.push(await reportRssRule(bufferMemory));
  for (const form of ["sendBatch", "send"]) parts.push(await reportLongStream(form, quick ? 1_000_000 : 10_000_000));
  return parts.join("\n\n");
}

async function reportRssRule(bufferMemory) {
  const rows = await measureRssRule(bufferMemory);
  const broken = rows.filter(({ holds }) => !holds);
  if (broken.length > 0) process.exitCode = 1;
  return [
    `### A broker that answers nothing, bufferMemory ${mib(bufferMemory)} MiB: at most ${mib(rows[0].limitBytes)} MiB\n`,
    align([
      ["until a record is refused", "taken", "of these waiting", "RSS grew by MiB", "heap MiB", "buffers MiB"],
      ...rows.map(({ form, sizeInBytes, sent, waitingAfter, grownBytes, heapUsed, arrayBuffers, holds }) => [
        `${form}, ${sizeInBytes} B`,
        whole(sent),
        whole(sent - waitingAfter),
        `${holds ? "" : "TOO MUCH: "}${mib(grownBytes)}`,
        mib(heapUsed),
        mib(arrayBuffers),
      ]),
    ]),
  ].join("\n");
}

async function reportLongStream(form, recordCount) {
  const { samples, grownPercent } = await measureLongStream(form, { recordCount });
  const every = samples.length / 10;
  return [
    `### ${whole(recordCount)} records by \`${form}\`\n`,
    align([
      ["records acknowledged", "RSS MiB", "heap, its floor, MiB", "buffers MiB"],
      ...samples
        .filter((_, index) => (index + 1) % every === 0)
        .map(({ acknowledged, rss, heapFloor, arrayBuffers }) => [
          whole(acknowledged),
          mib(rss),
          mib(heapFloor),
          mib(arrayBuffers),
        ]),
    ]),
    `\nAfter the first fifth: mean RSS of the later half of the samples ${grownPercent >= 0 ? "+" : ""}${grownPercent.toFixed(1)} % on that of the earlier half.`,
  ].join("\n");
}

const mib = (bytes) => whole(bytes / MIB);
const whole = (number) => Math.round(number).toLocaleString("en-US");

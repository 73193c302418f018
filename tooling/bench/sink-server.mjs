/** The other end, when it is the sink: one topic that takes everything. */
import { startSink } from "./sink/start-sink.mjs";

export async function startSinkServer({ partitionCount }) {
  const sink = await startSink({ partitionCount });
  return {
    bootstrapServers: sink.bootstrapServers,
    topic: async () => "bench",
    count: async () => (await sink.stats()).records,
    forget: async () => {},
    close: sink.close,
  };
}

/**
 * The shapes in which applications produce. Each keeps its load up until `isOver()` and calls `acknowledged(count)` for what came back;
 * it resolves when everything sent has been acknowledged.
 */
export const workloads = {
  concurrent: {
    title: "1,000 concurrent single sends",
    run: async (load) => {
      await Promise.all(Array.from({ length: 1_000 }, () => sendOneByOne(load)));
    },
  },
  batches: {
    title: "batches of 1,000, 4 outstanding",
    run: (load) => sendBatches(load, { size: 1_000, outstanding: 4 }),
  },
  "await-each": {
    title: "await each send",
    run: sendOneByOneTimed,
  },
  stream: {
    title: "sustained stream",
    run: (load) => (load.streamShape ? sendBatches(load, load.streamShape) : streamSingles(load)),
  },
};

async function sendOneByOne({ client, values, isOver, acknowledged }) {
  for (let index = 0; !isOver(); index++) {
    await client.send(values[index % values.length]);
    acknowledged(1);
  }
}

/** The same loop with a watch, apart from the other: looking at it costs as much as a good client's whole send. */
async function sendOneByOneTimed({ client, values, isOver, acknowledged, latencies }) {
  for (let index = 0; !isOver(); index++) {
    const startedAt = performance.now();
    await client.send(values[index % values.length]);
    latencies.push(performance.now() - startedAt);
    acknowledged(1);
  }
}

async function sendBatches({ client, values, isOver, acknowledged }, { size, outstanding }) {
  const slices = Array.from({ length: 4 }, (_, index) =>
    Array.from({ length: size }, (_, at) => values[(index * size + at) % values.length]),
  );
  const worker = async () => {
    for (let index = 0; !isOver(); index++) {
      await client.sendMany(slices[index % slices.length]);
      acknowledged(size);
    }
  };
  await Promise.all(Array.from({ length: outstanding }, worker));
}

/** A stream of single sends, for clients that batch by themselves: as many as memory should hold, in bursts that let the event loop breathe. */
async function streamSingles({ client, values, isOver, acknowledged }) {
  const limit = 100_000;
  const burst = 1_000;
  let outstanding = 0;
  let wake = () => {};
  let failure;
  const onAcknowledged = () => {
    outstanding -= 1;
    acknowledged(1);
    if (outstanding === limit - burst || outstanding === 0) wake();
  };
  const onFailed = (error) => {
    failure = error;
    wake();
  };
  for (let index = 0; !isOver() && !failure; ) {
    for (const end = index + burst; index < end; index++) {
      client.send(values[index % values.length]).then(onAcknowledged, onFailed);
    }
    outstanding += burst;
    if (outstanding + burst > limit) await new Promise((resolve) => (wake = resolve));
    else await new Promise(setImmediate);
  }
  while (outstanding > 0 && !failure) await new Promise((resolve) => (wake = resolve));
  if (failure) throw failure;
}

/** What `ktool dump --deep --format json` says, in the words of Kafka's tool: one function for each of its names. */

/** A line of `ktool dump --format json`: what its fields are is for the comparison to find out. */
export interface KtoolLine {
  readonly type?: string;
  readonly magic?: number;
  readonly headers?: readonly { readonly key: string }[];
  readonly control?: { readonly type: string; readonly coordinatorEpoch: number };
  readonly [name: string]: unknown;
}

type Fact = (line: KtoolLine, batch: KtoolLine) => unknown;

/** What a batch line should say under this name; undefined for a name that is not known here. */
export const batchFact = (name: string, batch: KtoolLine): string | undefined => asText(batchFacts[name], batch, batch);

/** What a record line should say under this name. */
export const recordFact = (name: string, record: KtoolLine, batch: KtoolLine): string | undefined =>
  asText(recordFacts[name], record, batch);

const asText = (fact: Fact | undefined, line: KtoolLine, batch: KtoolLine) => fact && String(fact(line, batch));

const common: Readonly<Record<string, Fact>> = {
  baseoffset: (_, { baseOffset }) => baseOffset,
  lastoffset: (_, { lastOffset }) => lastOffset,
  basesequence: (_, { baseSequence }) => baseSequence,
  lastsequence: (_, { lastSequence }) => lastSequence,
  producerid: (_, { producerId }) => producerId,
  producerepoch: (_, { producerEpoch }) => producerEpoch,
  partitionleaderepoch: (_, { partitionLeaderEpoch }) => partitionLeaderEpoch,
  istransactional: (_, { isTransactional }) => isTransactional,
  iscontrol: (_, { isControl }) => isControl,
  position: (_, { position }) => position,
  magic: (_, { magic }) => magic,
  isvalid: (_, { crcValid }) => crcValid,
  batchsize: (_, { sizeInBytes }) => sizeInBytes,
};

const batchFacts: Readonly<Record<string, Fact>> = {
  ...common,
  count: ({ count }) => count,
  size: ({ sizeInBytes }) => sizeInBytes,
  deletehorizonms: ({ deleteHorizon }) =>
    deleteHorizon === null ? "OptionalLong.empty" : `OptionalLong[${deleteHorizon}]`,
  createtime: ({ maxTimestamp }) => maxTimestamp,
  logappendtime: ({ maxTimestamp }) => maxTimestamp,
  compresscodec: ({ compression }) => compression,
  crc: ({ crc }) => crc,
};

const recordFacts: Readonly<Record<string, Fact>> = {
  ...common,
  offset: ({ offset }) => offset,
  createtime: ({ timestamp }) => timestamp,
  logappendtime: ({ timestamp }) => timestamp,
  keysize: ({ keySize }) => keySize,
  valuesize: ({ valueSize }) => valueSize,
  payloadsize: ({ valueSize }) => valueSize,
  sequence: ({ sequence }) => sequence,
  // Messages have a checksum each, records of magic 2 none.
  crc: ({ crc }) => crc ?? null,
  // A message inside a compressed one is not compressed itself.
  compresscodec: (_, { magic, compression }) => (magic! < 2 ? "none" : compression),
  compresstype: (_, { compression }) => compression,
  headerkeys: ({ headers }) => `[${headers?.map(({ key }) => key).join(",")}]`,
  endtxnmarker: ({ control }) => control?.type,
  coordinatorepoch: ({ control }) => control?.coordinatorEpoch,
  key: ({ key }) => key,
  payload: ({ value }) => value,
};

/** Kafka's words for codecs over the years: `NoCompressionCodec`, `GZIPCompressionCodec`, `GZIP`, `gzip`. */
export const codecName = (text: string): string =>
  text
    .toLowerCase()
    .replace(/compressioncodec$/, "")
    .replace(/^no$/, "none");

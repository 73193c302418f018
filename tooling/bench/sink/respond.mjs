/** One request frame in, one response frame out (or null: acks 0). The five or so APIs a producer needs, at every version the peers speak. */
import { Answer, Cursor } from "./cursor.mjs";

const PRODUCE = 0;
const FETCH = 1;
const METADATA = 3;
const API_VERSIONS = 18;
const INIT_PRODUCER_ID = 22;

/** key → lowest version, highest version, first flexible version, who answers */
const apis = new Map([
  [PRODUCE, { min: 3, max: 13, flexible: 9, answer: produce }],
  // Never asked for: librdkafka takes a broker without it for one that knows no record batches.
  [FETCH, { min: 4, max: 12, flexible: 12, answer: () => false }],
  [METADATA, { min: 0, max: 13, flexible: 9, answer: metadata }],
  [API_VERSIONS, { min: 0, max: 4, flexible: 3, answer: apiVersions }],
  [INIT_PRODUCER_ID, { min: 0, max: 5, flexible: 2, answer: initProducerId }],
]);

export function respond(frame, cluster) {
  const request = new Cursor(frame);
  const key = request.int16();
  const version = request.int16();
  const correlationId = request.int32();
  const api = apis.get(key);
  if (api === undefined || version > api.max || version < api.min)
    throw new Error(`API ${key} v${version} is not served`);
  const flexible = version >= api.flexible;
  request.string(false); // client id: never compact
  request.taggedFields(flexible);

  const response = new Answer();
  response.int32(correlationId);
  if (key !== API_VERSIONS) response.taggedFields(flexible); // the ApiVersions response header is always v0
  return api.answer(request, response, { version, flexible, cluster }) ? response.frame() : null;
}

function produce(request, response, { version, flexible, cluster }) {
  const { counts } = cluster;
  request.string(flexible); // transactional id
  const acks = request.int16();
  request.int32(); // timeout
  counts.requests += 1;

  const topicCount = request.length(flexible);
  response.length(topicCount, flexible);
  for (let topic = 0; topic < topicCount; topic++) {
    if (version >= 13) response.uuid(request.uuid());
    else response.string(request.string(flexible), flexible);
    const partitionCount = request.length(flexible);
    response.length(partitionCount, flexible);
    for (let partition = 0; partition < partitionCount; partition++) {
      response.int32(request.int32()); // index
      countRecords(request, request.length(flexible), counts);
      request.taggedFields(flexible);
      response.int16(0); // error
      response.int64(counts.records); // base offset
      response.int64(-1); // log append time
      if (version >= 5) response.int64(0); // log start offset
      if (version >= 8) {
        response.length(0, flexible); // record errors
        response.string(null, flexible); // error message
      }
      response.taggedFields(flexible);
    }
    request.taggedFields(flexible);
    response.taggedFields(flexible);
  }
  response.int32(0); // throttle time
  response.taggedFields(flexible);
  return acks !== 0 && !cluster.paused;
}

// offset  0  base offset  int64
//         8  length       int32  bytes after this field
//        16  magic        int8   2
//        57  count        int32
function countRecords(request, length, counts) {
  const { bytes } = request;
  const end = request.at + length;
  counts.bytes += length;
  while (request.at < end) {
    if (bytes[request.at + 16] !== 2) throw new Error(`magic ${bytes[request.at + 16]} instead of 2`);
    counts.records += bytes.readInt32BE(request.at + 57);
    request.at += 12 + bytes.readInt32BE(request.at + 8);
  }
  if (request.at !== end) throw new Error("a record batch is longer than its record set");
}

function metadata(request, response, { version, flexible, cluster }) {
  const names = [];
  for (let left = request.length(flexible); left > 0; left--) {
    const id = version >= 10 ? request.uuid() : null;
    names.push(request.string(flexible) ?? topicName(id));
    request.taggedFields(flexible);
  }
  const nodes = cluster.ports.map((port, index) => ({ id: index + 1, port }));
  const partitions = Array.from({ length: cluster.partitionCount }, (_, index) => index);

  if (version >= 3) response.int32(0); // throttle time
  response.array(nodes, flexible, ({ id, port }) => {
    response.int32(id);
    response.string("127.0.0.1", flexible);
    response.int32(port);
    if (version >= 1) response.string(null, flexible); // rack
    response.taggedFields(flexible);
  });
  if (version >= 2) response.string("sink", flexible); // cluster id
  if (version >= 1) response.int32(1); // controller id
  response.array(names, flexible, (name) => {
    response.int16(0);
    response.string(name, flexible);
    if (version >= 10) response.uuid(topicId(name));
    if (version >= 1) response.int8(0); // internal
    response.array(partitions, flexible, (index) => {
      const leader = [nodes[index % nodes.length].id];
      response.int16(0);
      response.int32(index);
      response.int32(leader[0]);
      if (version >= 7) response.int32(0); // leader epoch
      response.array(leader, flexible, (id) => response.int32(id)); // replicas
      response.array(leader, flexible, (id) => response.int32(id)); // in sync
      if (version >= 5) response.array([], flexible); // offline
      response.taggedFields(flexible);
    });
    if (version >= 8) response.int32(-(2 ** 31)); // authorized operations: not asked for
    response.taggedFields(flexible);
  });
  if (version >= 8 && version <= 10) response.int32(-(2 ** 31));
  if (version >= 13) response.int16(0);
  response.taggedFields(flexible);
  return true;
}

// A topic's id spells its name, so that nothing has to be remembered.
const topicId = (name) => Buffer.from(name.padEnd(16, "\0").slice(0, 16), "latin1");
const topicName = (id) => id.toString("latin1").replace(/\0+$/, "");

function apiVersions(_request, response, { version, flexible }) {
  response.int16(0);
  response.array([...apis], flexible, ([key, { min, max }]) => {
    response.int16(key);
    response.int16(min);
    response.int16(max);
    response.taggedFields(flexible);
  });
  if (version >= 1) response.int32(0); // throttle time
  response.taggedFields(flexible);
  return true;
}

let lastProducerId = 0;

function initProducerId(_request, response, { flexible }) {
  response.int32(0); // throttle time
  response.int16(0);
  response.int64(++lastProducerId);
  response.int16(0); // epoch
  response.taggedFields(flexible);
  return true;
}

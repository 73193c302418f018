import { KafkaConfigurationError } from "@k/client";
import { expect, test } from "vitest";
import { RoundRobinPartitioner } from "../../partitioner/index.js";
import { bytesSerializer, int64Serializer, stringSerializer } from "../../serializer/index.js";
import { resolveProducerConfig } from "../resolve-producer-config.js";
import { producerOptionsFromProperties } from "./producer-options-from-properties.js";

test("a producer.properties becomes options", () => {
  const options = producerOptionsFromProperties(`
# where
bootstrap.servers=kafka-1:9092,\\
                  kafka-2:9092
client.id=billing
acks=all
enable.idempotence=TRUE
linger.ms=5
batch.size = 131072
buffer.memory: 67108864
compression.type=zstd
compression.zstd.level=6
compression.gzip.level=9
max.in.flight.requests.per.connection=5
metadata.max.age.ms=60000
key.serializer=org.apache.kafka.common.serialization.StringSerializer
value.serializer=org.apache.kafka.common.serialization.ByteArraySerializer
partitioner.class=org.apache.kafka.clients.producer.RoundRobinPartitioner
enable.metrics.push=false
interceptor.classes=
`);
  expect(options).toEqual({
    bootstrapServers: "kafka-1:9092,kafka-2:9092",
    clientId: "billing",
    acks: "all",
    enableIdempotence: true,
    lingerMs: 5,
    batchSize: 131_072,
    bufferMemory: 67_108_864,
    compressionType: "zstd",
    compressionLevel: 6,
    maxInFlightRequestsPerConnection: 5,
    metadataMaxAgeMs: 60_000,
    keySerializer: stringSerializer,
    valueSerializer: bytesSerializer,
    partitioner: expect.any(RoundRobinPartitioner),
  });
  expect(resolveProducerConfig(options).producer.acks).toBe(-1);
});

test("names and values may be given as an object", () => {
  expect(producerOptionsFromProperties({ acks: "-1", retries: "3" })).toEqual({ acks: -1, retries: 3 });
});

test("the types of keys and values are the caller's to say", () => {
  const text = "key.serializer=org.apache.kafka.common.serialization.LongSerializer";
  const options = producerOptionsFromProperties<bigint>(text);
  expect(options.keySerializer).toBe(int64Serializer);
});

test.each([
  [
    "PLAIN",
    'org.apache.kafka.common.security.plain.PlainLoginModule required username="alice" password="se\\"cret;=x";',
    { saslMechanism: "PLAIN", saslPlainUsername: "alice", saslPlainPassword: 'se"cret;=x' },
  ],
  [
    "SCRAM-SHA-512",
    "org.apache.kafka.common.security.scram.ScramLoginModule required\n  username=bob\n  password='odd' ;",
    { saslMechanism: "SCRAM-SHA-512", saslPlainUsername: "bob", saslPlainPassword: "'odd'" },
  ],
  [
    "SCRAM-SHA-256",
    'org.apache.kafka.common.security.scram.ScramLoginModule required username="id" password="hmac" tokenauth="true";',
    {
      saslMechanism: "SCRAM-SHA-256",
      saslPlainUsername: "id",
      saslPlainPassword: "hmac",
      saslDelegationToken: true,
    },
  ],
])("sasl.jaas.config of %s", (mechanism, jaas, expected) => {
  expect(producerOptionsFromProperties({ "sasl.mechanism": mechanism, "sasl.jaas.config": jaas })).toEqual(expected);
});

test.each([
  ["org.apache.kafka.common.security.plain.PlainLoginModule required username=alice", "must end with a semicolon"],
  [
    "org.apache.kafka.common.security.plain.PlainLoginModule required username=alice;",
    "has no username or no password",
  ],
  ['org.apache.kafka.common.security.plain.PlainLoginModule required password="hunter2" x;', "cannot be read"],
  ["nonsense hunter2", "expected the form"],
  ["com.sun.security.auth.module.Krb5LoginModule required useKeyTab=true;", "run kinit"],
  ["org.apache.kafka.common.security.oauthbearer.OAuthBearerLoginModule required;", "saslOauthTokenProvider"],
  ["com.example.HunterLoginModule required a=b;", "com.example.HunterLoginModule cannot be loaded"],
])("sasl.jaas.config that cannot be used is explained without its password: %s", (jaas, reason) => {
  const message = messageOf({ "sasl.jaas.config": jaas });
  expect(message).toContain(`sasl.jaas.config: `);
  expect(message).toContain(reason);
  expect(message).not.toContain("hunter2");
});

test("TLS with PEM stores, inline or as files", () => {
  expect(
    producerOptionsFromProperties({
      "security.protocol": "ssl",
      "ssl.truststore.type": "PEM",
      "ssl.truststore.location": "/etc/kafka/ca.pem",
      "ssl.keystore.type": "PEM",
      "ssl.keystore.location": "/etc/kafka/client.pem",
      "ssl.key.password": "hunter2",
      "ssl.endpoint.identification.algorithm": "",
      "ssl.enabled.protocols": "TLSv1.2,TLSv1.3",
    }),
  ).toEqual({
    securityProtocol: "SSL",
    sslCafile: "/etc/kafka/ca.pem",
    sslCertfile: "/etc/kafka/client.pem",
    sslKeyfile: "/etc/kafka/client.pem",
    sslPassword: "hunter2",
    sslCheckHostname: false,
  });
  expect(
    producerOptionsFromProperties({
      "ssl.truststore.certificates": "-----BEGIN CERTIFICATE-----",
      "ssl.keystore.certificate.chain": "-----BEGIN CERTIFICATE----- chain",
      "ssl.keystore.key": "-----BEGIN PRIVATE KEY-----",
    }),
  ).toEqual({
    sslCafile: "-----BEGIN CERTIFICATE-----",
    sslCertfile: "-----BEGIN CERTIFICATE----- chain",
    sslKeyfile: "-----BEGIN PRIVATE KEY-----",
  });
});

test("TLS with a PKCS#12 key store, and under librdkafka's names", () => {
  expect(
    producerOptionsFromProperties({
      "ssl.keystore.type": "PKCS12",
      "ssl.keystore.location": "client.p12",
      "ssl.keystore.password": "hunter2",
      "ssl.key.password": "hunter2",
    }),
  ).toEqual({ sslCertfile: "client.p12", sslPassword: "hunter2" });
  expect(
    producerOptionsFromProperties({ "ssl.ca.location": "ca.pem", "sasl.username": "alice", "sasl.password": "x y " }),
  ).toEqual({ sslCafile: "ca.pem", saslPlainUsername: "alice", saslPlainPassword: "x y " });
});

test("what has no counterpart is named, all of it, each with its reason", () => {
  const message = messageOf({
    "linger.ms": "soon",
    "lingre.ms": "5",
    "group.id": "billing",
    "key.serializer": "io.confluent.kafka.serializers.KafkaAvroSerializer",
    "partitioner.class": "com.example.Mine",
    "ssl.truststore.type": "JKS",
    "ssl.truststore.password": "hunter2",
    "ssl.keystore.password": "hunter2",
    "ssl.key.password": "hunter3",
    "interceptor.classes": "com.example.Audit",
    "enable.metrics.push": "true",
    acks: "most",
  });
  expect(message.split("\n")).toEqual([
    'linger.ms: expected an integer from 0 to 2147483647 (milliseconds), not "soon"',
    "lingre.ms: there is no such property; did you mean linger.ms?",
    "group.id: a producer here has no such option",
    "key.serializer: the Java class io.confluent.kafka.serializers.KafkaAvroSerializer cannot be loaded; use the option keySerializer",
    "partitioner.class: the Java class com.example.Mine cannot be loaded; use the option partitioner",
    expect.stringMatching(/^ssl.truststore.type: Node reads PEM, not JKS; convert the store: keytool /),
    expect.stringMatching(/^ssl.truststore.password: trusted certificates are PEM here/),
    "ssl.keystore.password: differs from ssl.key.password; the file and its key must have the same password",
    "interceptor.classes: Java classes cannot be loaded; use the option interceptors",
    "enable.metrics.push: metrics are not pushed to brokers; only false is possible",
    'acks: expected 0, 1, -1 or "all", not "most"',
  ]);
  expect(message).not.toContain("hunter");
});

function messageOf(properties: Record<string, string>): string {
  try {
    producerOptionsFromProperties(properties);
  } catch (error) {
    expect(error).toBeInstanceOf(KafkaConfigurationError);
    return (error as Error).message;
  }
  return expect.fail("nothing was thrown");
}

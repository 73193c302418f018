/** The Maven project that pulls in one Kafka with all that it needs to boot on JDK 17. */
import { isAtLeast } from "./versions.js";

/** @typedef {import("./versions.js").KafkaVersion} KafkaVersion */

/**
 * @param {KafkaVersion} kafka
 * @returns {string} pom.xml
 */
export function pom(kafka) {
  return `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>k.tooling</groupId>
  <artifactId>kafka-jars</artifactId>
  <version>${kafka.version}</version>
  <dependencies>
${dependencies(kafka).map(dependency).join("\n")}
  </dependencies>
</project>
`;
}

/** @param {KafkaVersion} kafka */
function dependencies(kafka) {
  return [
    `org.apache.kafka:kafka_${kafka.scala}:${kafka.version}`,
    ...(isAtLeast(kafka, "3.0") ? [`org.apache.kafka:kafka-tools:${kafka.version}`] : []),
    // JDK 11 took javax.xml.bind away, 0.10.1 to 1.1 still want it.
    ...(isAtLeast(kafka, "0.10.1") && !isAtLeast(kafka, "2.0") ? ["javax.xml.bind:jaxb-api:2.3.1"] : []),
    // One logging back end for all: it writes to stderr, and its level is a system property.
    "org.slf4j:slf4j-simple:1.7.36",
    // Brokers before 2.x log through log4j itself, and ZooKeeper's management beans want its classes.
    ...(isAtLeast(kafka, "2.0") ? [] : ["log4j:log4j:1.2.17"]),
  ];
}

// log4j 1.2.15 drags in jars that no public repository has; the bindings would fight with slf4j-simple.
const exclusions = [
  "com.sun.jmx:*",
  "com.sun.jdmk:*",
  "javax.jms:*",
  "javax.mail:*",
  "org.slf4j:slf4j-log4j12",
  "org.slf4j:slf4j-reload4j",
  "org.apache.logging.log4j:log4j-slf4j-impl",
];

/** @param {string} coordinates group:artifact:version */
function dependency(coordinates) {
  const [group, artifact, version] = coordinates.split(":");
  const excluded = exclusions.map((exclusion) => {
    const [excludedGroup, excludedArtifact] = exclusion.split(":");
    return `<exclusion><groupId>${excludedGroup}</groupId><artifactId>${excludedArtifact}</artifactId></exclusion>`;
  });
  return `    <dependency>
      <groupId>${group}</groupId><artifactId>${artifact}</artifactId><version>${version}</version>
      <exclusions>${excluded.join("")}</exclusions>
    </dependency>`;
}

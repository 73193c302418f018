"""Sends records with kafka-python 1.4.3; the lines it reads are described in ../src/peer.ts."""

import ast
import sys

from kafka import KafkaProducer
from kafka.partitioner import RoundRobinPartitioner

PARTITIONERS = {"RoundRobinPartitioner": RoundRobinPartitioner}


def unhex(text):
    return None if text == "-" else bytes.fromhex(text)


def option(text):
    return PARTITIONERS[text]() if text in PARTITIONERS else ast.literal_eval(text)


def send(options, records):
    producer = KafkaProducer(**options)
    futures = []
    for topic, partition, timestamp, key, value in records:
        futures.append(
            producer.send(
                topic,
                value=unhex(value),
                key=unhex(key),
                partition=None if partition == "-" else int(partition),
                timestamp_ms=None if timestamp == "-" else int(timestamp),
            )
        )
    producer.flush()
    for future in futures:
        metadata = future.get(timeout=20)
        print("sent", metadata.partition, metadata.offset, metadata.timestamp, sep="\t")
    producer.close()
    print("done")


def main():
    options, records = {}, []
    for line in sys.stdin:
        kind, *fields = line.rstrip("\n").split("\t")
        if kind == "option":
            options[fields[0]] = option(fields[1])
        elif kind == "record":
            records.append(fields)
        else:
            send(options, records)
            options, records = {}, []


if __name__ == "__main__":
    main()

"""Writes and reads records with kafka-python; records are JSON on standard input and output."""

import json
import sys

from kafka import KafkaConsumer, KafkaProducer, TopicPartition


def write(server, topic, codec):
    producer = KafkaProducer(
        bootstrap_servers=server,
        acks="all",
        compression_type=None if codec == "none" else codec,
        linger_ms=20,
    )
    futures = [
        producer.send(
            topic,
            partition=0,
            key=encode(record["key"]),
            value=encode(record["value"]),
            headers=[(key, encode(value)) for key, value in record["headers"]],
        )
        for record in json.load(sys.stdin)
    ]
    producer.flush()
    for future in futures:
        future.get(timeout=20)
    producer.close()


def read(server, topic, count):
    """With assign and seek: no group, no coordinator."""
    partition = TopicPartition(topic, 0)
    consumer = KafkaConsumer(bootstrap_servers=server, group_id=None, consumer_timeout_ms=20000)
    consumer.assign([partition])
    consumer.seek(partition, 0)
    records = []
    for message in consumer:
        headers = [[key, decode(value)] for key, value in message.headers]
        records.append({"key": decode(message.key), "value": decode(message.value), "headers": headers})
        if len(records) == count:
            break
    consumer.close()
    json.dump(records, sys.stdout)


def encode(text):
    return None if text is None else text.encode()


def decode(data):
    return None if data is None else data.decode()


if __name__ == "__main__":
    if sys.argv[1] == "write":
        write(*sys.argv[2:])
    else:
        read(sys.argv[2], sys.argv[3], int(sys.argv[4]))

"""librdkafka's own broker mock has topics of 4 partitions; a delivery report says which one a key went to."""
import base64
import json

import confluent_kafka
from confluent_kafka import Producer

from golden_keys import golden_keys

producer = Producer({"test.mock.num.brokers": 1, "partitioner": "consistent"})
partitions = {}


def delivered(index):
    def report(error, message):
        assert error is None, error
        partitions[index] = message.partition()
    return report


for index, key in enumerate(golden_keys()):
    producer.produce("golden", key=key, value=b"", on_delivery=delivered(index))
    producer.poll(0)
producer.flush()

print(json.dumps({
    "source": "librdkafka " + confluent_kafka.libversion()[0],
    "partitions": 4,
    "consistent": base64.b64encode(bytes(partitions[index] for index in range(len(partitions)))).decode(),
}))

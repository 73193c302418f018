/** Values as Avro, in the wire format of Confluent's schema registry. One schema for all topics of a producer. */
export class AvroSerializer {
  #registry;
  #schema;
  /** Promises of schema ids, by topic: sends that come while the first one asks wait for its answer. */
  #ids = new Map();

  constructor({ registry, schema }) {
    this.#registry = registry;
    this.#schema = JSON.stringify(schema);
  }

  async serialize(topic, value) {
    return this.#registry.encode(await this.#idFor(topic), value);
  }

  #idFor(topic) {
    let id = this.#ids.get(topic);
    if (id === undefined) {
      id = this.#register(topic);
      this.#ids.set(topic, id);
      // The registry may be back for the next record.
      id.catch(() => this.#ids.delete(topic));
    }
    return id;
  }

  async #register(topic) {
    const { id } = await this.#registry.register({ type: "AVRO", schema: this.#schema }, { subject: `${topic}-value` });
    return id;
  }
}

import { api, array, int16, int32, string, uuid } from "../schema/index.js";

/** Declared field by field; the notes on versions follow. */
export const DeleteTopics = api({
  name: "DeleteTopics",
  key: 20,
  versions: "0-6",
  flexible: "4+",
  request: {
    topics: array({
      name: string.nullable().default(null),
      topicId: uuid,
    }).versions("6+"),
    topicNames: array(string).versions("0-5").ignorable(),
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32.versions("1+").ignorable(),
    responses: array({
      name: string.nullable("6+"),
      topicId: uuid.versions("6+").ignorable(),
      errorCode: int16,
      errorMessage: string.versions("5+").nullable().default(null).ignorable(),
    }),
  },
});

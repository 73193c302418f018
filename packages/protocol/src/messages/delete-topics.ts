import { api, array, int16, int32, string, uuid } from "../schema/index.js";

/**
 * Deletes topics.
 *
 * v1 throttle time; v3 may answer TOPIC_DELETION_DISABLED; v4 flexible; v5 error messages; v6 by name or by id.
 */
export const DeleteTopics = api({
  name: "DeleteTopics",
  key: 20,
  versions: "0-6",
  flexible: "4+",
  request: {
    topics: array({
      /** Null to delete by id. */
      name: string.nullable().default(null),
      /** Zero to delete by name. */
      topicId: uuid,
    }).versions("6+"),
    topicNames: array(string).versions("0-5").ignorable(),
    /** How long to wait until the topics are gone. */
    timeoutMs: int32,
  },
  response: {
    throttleTimeMs: int32.versions("1+").ignorable(),
    responses: array({
      /** Null if the id is not known, or may not be resolved by the caller. */
      name: string.nullable("6+"),
      topicId: uuid.versions("6+").ignorable(),
      errorCode: int16,
      errorMessage: string.versions("5+").nullable().default(null).ignorable(),
    }),
  },
});

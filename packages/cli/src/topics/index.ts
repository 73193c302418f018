/** Creating topics. */

export { createTopic, type TopicSettings } from "./create-topic.js";

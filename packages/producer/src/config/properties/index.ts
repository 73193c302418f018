export { producerOptionsFromProperties } from "./producer-options-from-properties.js";

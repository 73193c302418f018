/** All records go here. */
export const TOPIC = "t";

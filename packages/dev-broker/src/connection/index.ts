export { BrokerConnection, type ConnectionSurroundings } from "./broker-connection.js";

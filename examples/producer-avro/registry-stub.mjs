/** As much of a schema registry as the example needs: schemas by id, ids by subject, one compatibility for all. */
import { once } from "node:events";
import { createServer } from "node:http";

export async function startRegistry() {
  const schemas = [];
  const server = createServer(async (request, response) => {
    const body = await readJson(request);
    const { status = 200, ...answer } = route(request, body, schemas);
    response.writeHead(status, { "content-type": "application/vnd.schemaregistry.v1+json" });
    response.end(JSON.stringify(answer));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    host: `http://127.0.0.1:${server.address().port}`,
    schemas,
    async close() {
      server.close();
      server.closeAllConnections();
      await once(server, "close");
    },
  };
}

function route({ method, url }, body, schemas) {
  const [resource, name] = url.split("/").slice(1);
  if (resource === "config") return method === "GET" ? { compatibilityLevel: "BACKWARD" } : body;
  if (resource === "subjects" && method === "POST") {
    const known = schemas.findIndex(({ subject, schema }) => subject === name && schema === body.schema);
    return { id: known >= 0 ? known + 1 : schemas.push({ subject: name, schema: body.schema }) };
  }
  const schema = resource === "schemas" ? schemas[Number(url.split("/").at(-1)) - 1] : undefined;
  if (schema === undefined) return { status: 404, error_code: 40403, message: "not found" };
  return { schema: schema.schema };
}

async function readJson(request) {
  let text = "";
  for await (const chunk of request.setEncoding("utf8")) text += chunk;
  return text === "" ? {} : JSON.parse(text);
}

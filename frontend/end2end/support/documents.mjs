// What the app sends: documents by their hash, in the list that the build writes.
import { readFileSync } from "node:fs";

const documents = JSON.parse(readFileSync(new URL("../../trusted-documents.json", import.meta.url), "utf8"));

/** The name of the operation that a request is for. */
export const operation = (request) => {
  const { extensions } = JSON.parse(request.postData());
  return documents[extensions.persistedQuery.sha256Hash].match(/\w+ (\w+)/)[1];
};

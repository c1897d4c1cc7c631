package dev.faultline.chaos.api;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The OpenAPI document of Faultline's own interface, made from the tables that the code runs by.
 */
final class OpenApi {
  private static final Pattern NAME = Pattern.compile("\\{(\\w+)}");

  private OpenApi() {}

  static JsonObject document(String version) {
    JsonObject info = new JsonObject();
    info.addProperty("title", "Faultline proxy");
    info.addProperty("version", version);
    JsonObject document = new JsonObject();
    document.addProperty("openapi", "3.1.0");
    document.add("info", info);
    JsonObject paths = new JsonObject();
    for (Operation operation : Operation.ALL) {
      if (!paths.has(operation.path())) {
        paths.add(operation.path(), new JsonObject());
      }
      paths
          .getAsJsonObject(operation.path())
          .add(operation.verb().toLowerCase(Locale.ROOT), operation(operation));
    }
    document.add("paths", paths);
    JsonObject components = new JsonObject();
    components.add("schemas", Schemas.all());
    document.add("components", components);
    return document;
  }

  private static JsonObject operation(Operation operation) {
    JsonObject json = new JsonObject();
    json.addProperty("operationId", operation.id());
    json.addProperty("summary", operation.summary());
    JsonArray parameters = new JsonArray();
    Matcher names = NAME.matcher(operation.path());
    while (names.find()) {
      JsonObject parameter = new JsonObject();
      parameter.addProperty("name", names.group(1));
      parameter.addProperty("in", "path");
      parameter.addProperty("required", true);
      parameter.add("schema", Schemas.type(names.group(1).equals("number") ? "integer" : "string"));
      parameters.add(parameter);
    }
    json.add("parameters", parameters);
    operation
        .request()
        .ifPresent(schema -> {
          JsonObject body = content(schema);
          body.addProperty("required", true);
          json.add("requestBody", body);
        });
    JsonObject responses = new JsonObject();
    responses.add(Integer.toString(operation.status()), response("Done.", operation.response()));
    for (int error : operation.errors()) {
      responses.add(Integer.toString(error), response(meaningOf(error), Optional.of("Error")));
    }
    for (int error : List.of(401, 403)) {
      responses.add(Integer.toString(error), response(meaningOf(error), Optional.of("Error")));
    }
    json.add("responses", responses);
    return json;
  }

  private static String meaningOf(int status) {
    return switch (status) {
      case 400 -> "A field makes no sense; nothing has happened.";
      case 401 -> "The server wants its token.";
      case 403 -> "The caller is a browser.";
      case 404 -> "There is none of this name.";
      case 409 -> "The name is taken.";
      case 500 -> "The system refuses, such as an address in use.";
      default -> throw new IllegalArgumentException("status " + status);
    };
  }

  private static JsonObject response(String description, Optional<String> schema) {
    JsonObject json = schema.map(OpenApi::content).orElseGet(JsonObject::new);
    json.addProperty("description", description);
    return json;
  }

  private static JsonObject content(String schema) {
    JsonObject media = new JsonObject();
    media.add("schema", Schemas.reference(schema));
    JsonObject content = new JsonObject();
    content.add(Reply.JSON, media);
    JsonObject json = new JsonObject();
    json.add("content", content);
    return json;
  }
}

package dev.faultline.chaos.api;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import dev.faultline.chaos.ProxyException;

/**
 * What a request is answered with.
 *
 * @param status of HTTP
 * @param contentType empty where there is no body
 * @param body as it is sent
 */
record Reply(int status, String contentType, String body) {
  static final String JSON = "application/json";
  static final String TEXT = "text/plain; charset=utf-8";

  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  static Reply json(int status, JsonElement body) {
    return new Reply(status, JSON, GSON.toJson(body));
  }

  static Reply empty(int status) {
    return new Reply(status, "", "");
  }

  static Reply text(int status, String body) {
    return new Reply(status, TEXT, body + "\n");
  }

  /** An error: JSON that says it is text, which clients rely on. */
  static Reply error(ProxyException e) {
    return text(e.reason().status(), GSON.toJson(errorOf(e)));
  }

  /** An error of Faultline's own interface, with the field that is wrong. */
  static Reply plainError(ProxyException e) {
    JsonObject json = errorOf(e);
    e.field().ifPresent(field -> json.addProperty("field", field));
    return json(e.reason().status(), json);
  }

  static JsonObject errorOf(ProxyException e) {
    JsonObject json = new JsonObject();
    json.addProperty("error", e.getMessage());
    json.addProperty("status", e.reason().status());
    return json;
  }
}

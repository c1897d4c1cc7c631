package dev.faultline.chaos.api;

import com.google.gson.JsonElement;
import dev.faultline.chaos.ProxyException;
import java.util.List;
import java.util.Optional;

/**
 * A route of Faultline's own interface: from one table come the router and the OpenAPI document.
 *
 * @param verb of HTTP
 * @param path with names in braces
 * @param id unique
 * @param summary what it does
 * @param request the schema of the body, where there is one
 * @param status of success
 * @param response the schema of the answer, where there is one
 * @param errors the statuses of refusals, besides 401 and 403, which every route has
 * @param action what it does
 */
record Operation(
    String verb,
    String path,
    String id,
    String summary,
    Optional<String> request,
    int status,
    Optional<String> response,
    List<Integer> errors,
    Action action) {
  /** Answers a request. */
  interface Action {
    Reply answer(Api2 api, List<String> names, Handlers.Body body) throws ProxyException;
  }

  /** One that takes a body. */
  private interface WithBody {
    Reply answer(Api2 api, List<String> names, JsonElement body) throws ProxyException;
  }

  /** One that takes none. */
  private interface Plain {
    Reply answer(Api2 api, List<String> names) throws ProxyException;
  }

  static final List<Operation> ALL =
      List.of(
          get(
              "/v2/openapi.json",
              "describe",
              "This document.",
              "Document",
              List.of(),
              (api, names) -> api.describe()),
          get(
              "/v2/server",
              "showServer",
              "The server.",
              "Server",
              List.of(),
              (api, names) -> api.showServer()),
          get(
              "/v2/proxies",
              "listProxies",
              "All proxies, by name.",
              "Proxies",
              List.of(),
              (api, names) -> api.listProxies()),
          with(
              "POST",
              "/v2/proxies",
              "createProxy",
              "Creates a proxy with its toxics: all of it, or nothing.",
              "NewProxy",
              201,
              "Proxy",
              List.of(400, 409, 500),
              (api, names, body) -> api.createProxy(body)),
          get(
              "/v2/proxies/{proxy}",
              "showProxy",
              "One proxy.",
              "Proxy",
              List.of(404),
              (api, names) -> api.showProxy(names.getFirst())),
          with(
              "PATCH",
              "/v2/proxies/{proxy}",
              "changeProxy",
              "Other addresses, which drops its connections; or on and off.",
              "ProxyChange",
              200,
              "Proxy",
              List.of(400, 404, 500),
              (api, names, body) -> api.changeProxy(names.getFirst(), body)),
          delete(
              "/v2/proxies/{proxy}",
              "deleteProxy",
              "Deletes a proxy and closes its connections.",
              List.of(404),
              (api, names) -> api.deleteProxy(names.getFirst())),
          get(
              "/v2/proxies/{proxy}/toxics",
              "listToxics",
              "The toxics of a proxy.",
              "Toxics",
              List.of(404),
              (api, names) -> api.listToxics(names.getFirst())),
          with(
              "POST",
              "/v2/proxies/{proxy}/toxics",
              "createToxic",
              "Adds a toxic, which takes effect on all connections, new and old.",
              "NewToxic",
              201,
              "Toxic",
              List.of(400, 404, 409),
              (api, names, body) -> api.createToxic(names.getFirst(), body)),
          get(
              "/v2/proxies/{proxy}/toxics/{toxic}",
              "showToxic",
              "One toxic.",
              "Toxic",
              List.of(404),
              (api, names) -> api.showToxic(names.get(0), names.get(1))),
          with(
              "PATCH",
              "/v2/proxies/{proxy}/toxics/{toxic}",
              "changeToxic",
              "Changes a toxic; what is not named stays, and which connections it bites too.",
              "ToxicChange",
              200,
              "Toxic",
              List.of(400, 404),
              (api, names, body) -> api.changeToxic(names.get(0), names.get(1), body)),
          delete(
              "/v2/proxies/{proxy}/toxics/{toxic}",
              "deleteToxic",
              "Removes a toxic; what it holds back passes at once.",
              List.of(404),
              (api, names) -> api.deleteToxic(names.get(0), names.get(1))),
          get(
              "/v2/proxies/{proxy}/toxics/{toxic}/draws",
              "showDraws",
              "What is drawn for the first 100 connections.",
              "Draws",
              List.of(404),
              (api, names) -> api.showDraws(names.get(0), names.get(1))),
          get(
              "/v2/proxies/{proxy}/connections",
              "listConnections",
              "The connections that live, with the toxics that bite each.",
              "Connections",
              List.of(404),
              (api, names) -> api.listConnections(names.getFirst())),
          delete(
              "/v2/proxies/{proxy}/connections/{number}",
              "killConnection",
              "Resets one connection.",
              List.of(400, 404),
              (api, names) -> api.killConnection(names.get(0), names.get(1))),
          new Operation(
              "POST",
              "/v2/reset",
              "reset",
              "Starts every proxy, removes every toxic.",
              Optional.empty(),
              204,
              Optional.empty(),
              List.of(500),
              (api, names, body) -> api.reset()));

  private static Operation get(
      String path, String id, String summary, String response, List<Integer> errors, Plain plain) {
    return new Operation(
        "GET",
        path,
        id,
        summary,
        Optional.empty(),
        200,
        Optional.of(response),
        errors,
        (api, names, body) -> plain.answer(api, names));
  }

  private static Operation delete(
      String path, String id, String summary, List<Integer> errors, Plain plain) {
    return new Operation(
        "DELETE",
        path,
        id,
        summary,
        Optional.empty(),
        204,
        Optional.empty(),
        errors,
        (api, names, body) -> plain.answer(api, names));
  }

  private static Operation with(
      String verb,
      String path,
      String id,
      String summary,
      String request,
      int status,
      String response,
      List<Integer> errors,
      WithBody action) {
    return new Operation(
        verb,
        path,
        id,
        summary,
        Optional.of(request),
        status,
        Optional.of(response),
        errors,
        (api, names, body) -> action.answer(api, names, body.read()));
  }
}

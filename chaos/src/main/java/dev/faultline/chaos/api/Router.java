package dev.faultline.chaos.api;

import dev.faultline.chaos.ProxyException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Which handler a path and a verb belong to. */
final class Router {
  /** Answers a request for a path that fits. */
  interface Route {
    Reply answer(List<String> names, Handlers.Body body) throws ProxyException;
  }

  /** A route that Toxiproxy has given up and still answers. */
  record Deprecated(Route now) implements Route {
    @Override
    public Reply answer(List<String> names, Handlers.Body body) throws ProxyException {
      return now.answer(names, body);
    }
  }

  /** The routes of one path, by verb; in the path a {@code *} is a name. */
  private record PathRoutes(List<String> segments, Map<String, Route> byVerb) {
    Optional<List<String>> match(List<String> path) {
      if (path.size() != segments.size()) {
        return Optional.empty();
      }
      List<String> names = new ArrayList<>();
      for (int i = 0; i < path.size(); i++) {
        // No name is empty, so such a path is none.
        if (segments.get(i).equals("*") && !path.get(i).isEmpty()) {
          names.add(path.get(i));
        } else if (!segments.get(i).equals(path.get(i))) {
          return Optional.empty();
        }
      }
      return Optional.of(names);
    }
  }

  /** What a path and a verb lead to. */
  sealed interface Match {
    record Found(Route route, List<String> names) implements Match {}

    record NoSuchPath() implements Match {}

    record NoSuchVerb(Set<String> allowed) implements Match {}
  }

  private static final String ANY = "*";

  private final List<PathRoutes> paths = new ArrayList<>();

  Router(Handlers handlers) {
    at("/proxies")
        .on("GET", (names, body) -> handlers.listProxies())
        .on("POST", (names, body) -> handlers.createProxy(body));
    at("/populate").on("POST", (names, body) -> handlers.populate(body));
    at("/reset").on("POST", (names, body) -> handlers.reset());
    at("/version").on("GET", (names, body) -> handlers.showVersion());
    at("/proxies/*")
        .on("GET", (names, body) -> handlers.showProxy(names.get(0)))
        .on("POST", new Deprecated((names, body) -> handlers.updateProxy(names.get(0), body)))
        .on("PATCH", (names, body) -> handlers.updateProxy(names.get(0), body))
        .on("DELETE", (names, body) -> handlers.deleteProxy(names.get(0)));
    at("/proxies/*/toxics")
        .on("GET", (names, body) -> handlers.listToxics(names.get(0)))
        .on("POST", (names, body) -> handlers.createToxic(names.get(0), body));
    at("/proxies/*/toxics/*")
        .on("GET", (names, body) -> handlers.showToxic(names.get(0), names.get(1)))
        .on(
            "POST",
            new Deprecated((names, body) -> handlers.updateToxic(names.get(0), names.get(1), body)))
        .on("PATCH", (names, body) -> handlers.updateToxic(names.get(0), names.get(1), body))
        .on("DELETE", (names, body) -> handlers.deleteToxic(names.get(0), names.get(1)));
  }

  /** Adds Faultline's own routes. */
  void add(Api2 api) {
    Map<String, Adder> byPath = new LinkedHashMap<>();
    for (Operation operation : Operation.ALL) {
      byPath
          .computeIfAbsent(operation.path(), path -> at(path.replaceAll("\\{\\w+}", "*")))
          .on(operation.verb(), (names, body) -> operation.action().answer(api, names, body));
    }
  }

  /** Adds a path; {@code *} stands for a name. */
  Adder at(String path) {
    PathRoutes routes = new PathRoutes(segmentsOf(path), new LinkedHashMap<>());
    paths.add(routes);
    return new Adder(routes.byVerb());
  }

  /** Adds routes to a path. */
  record Adder(Map<String, Route> byVerb) {
    Adder on(String verb, Route route) {
      byVerb.put(verb, route);
      return this;
    }

    /** Answers every verb that has no route of its own. */
    void onAny(Route route) {
      byVerb.put(ANY, route);
    }
  }

  Match match(String verb, String rawPath) {
    List<String> path = segmentsOf(rawPath);
    for (PathRoutes routes : paths) {
      Optional<List<String>> names = routes.match(path);
      if (names.isPresent()) {
        Route route = routes.byVerb().getOrDefault(verb, routes.byVerb().get(ANY));
        return route == null
            ? new Match.NoSuchVerb(routes.byVerb().keySet())
            : new Match.Found(route, names.get());
      }
    }
    return new Match.NoSuchPath();
  }

  private static List<String> segmentsOf(String rawPath) {
    List<String> segments = new ArrayList<>();
    for (String segment : rawPath.substring(1).split("/", -1)) {
      segments.add(decoded(segment));
    }
    return segments;
  }

  private static String decoded(String segment) {
    try {
      return URLDecoder.decode(segment.replace("+", "%2B"), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return segment;
    }
  }
}

package dev.faultline.architecture;

import static java.util.Map.entry;

import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The layers of packages inside of a module: a class may use its own package and those of lower
 * layers.
 */
enum Rooms {
  /**
   * The façade is on top. The five packages of one layer are one: nodes, their disks, the
   * connections and the network between them, and what runs them know each other.
   */
  SIM(
      "sim",
      Map.ofEntries(
          entry("base", 0),
          entry("workload", 0),
          entry("rare", 0),
          entry("user", 1),
          entry("content", 2),
          entry("adversary", 3),
          entry("event", 4),
          entry("trace", 4),
          entry("setup", 5),
          entry("property", 5),
          entry("node", 6),
          entry("disk", 6),
          entry("connection", 6),
          entry("net", 6),
          entry("run", 6),
          entry("fault", 7),
          entry("order", 8),
          entry("", 9)),
      6,
      null),

  /** The façade holds the values that all rooms are given and give back, so it has no layer. */
  EXPLORE(
      "explore",
      Map.ofEntries(
          entry("tape", 0),
          entry("campaign", 1),
          entry("story", 1),
          entry("search", 2),
          entry("shrink", 2),
          entry("exhaustive", 3),
          entry("why", 3)),
      null,
      ""),

  /**
   * The façade holds options, handlers and what sessions are named by, which all rooms know.
   * Handshakes with keys and without are one layer: they have cookies and what makes them in
   * common.
   */
  LINK(
      "link",
      Map.ofEntries(
          entry("storage", 0),
          entry("congestion", 0),
          entry("path", 0),
          entry("wire", 1),
          entry("rules", 2),
          entry("recovery", 2),
          entry("journal", 3),
          entry("stream", 4),
          entry("receive", 5),
          entry("transmit", 6),
          entry("secure", 7),
          entry("handshake", 7),
          entry("connection", 8)),
      7,
      ""),

  /** Sockets, logs and keys know nothing of the drivers that use them. */
  RUNTIME(
      "runtime",
      Map.ofEntries(
          entry("base", 0),
          entry("udp", 0),
          entry("log", 0),
          entry("secure", 0),
          entry("socket", 1),
          entry("", 2),
          entry("channel", 3),
          entry("stats", 3),
          entry("durable", 4)),
      null,
      null);

  private final String module;
  private final Map<String, Integer> layers;

  /** The layer whose packages may use each other; null where none may. */
  private final @Nullable Integer shared;

  /** The package that may use all others and be used by them; null for none. */
  private final @Nullable String free;

  Rooms(
      String module, Map<String, Integer> layers, @Nullable Integer shared, @Nullable String free) {
    this.module = module;
    this.layers = layers;
    this.shared = shared;
    this.free = free;
  }

  /** One line for each dependency that points upward or sideways. */
  List<String> violationsIn(String root, Iterable<JavaClass> classes) {
    List<String> violations = new ArrayList<>();
    for (JavaClass type : classes) {
      if (!isOfModule(root, type)) {
        continue;
      }
      for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
        JavaClass target = dependency.getTargetClass().getBaseComponentType();
        if (isOfModule(root, target) && !mayUse(room(root, type), room(root, target))) {
          violations.add(
              "%s.%s may not use %s.%s: packages use lower layers only, see Rooms; move the shared part down or hand it in as an interface of the lower package (%s)"
                  .formatted(
                      module,
                      room(root, type),
                      module,
                      room(root, target),
                      dependency.getDescription()));
        }
      }
    }
    return violations;
  }

  private boolean isOfModule(String root, JavaClass type) {
    String name = type.getPackageName();
    return name.equals(root + module) || name.startsWith(root + module + ".");
  }

  private String room(String root, JavaClass type) {
    String name = type.getPackageName();
    int start = (root + module).length() + 1;
    return name.length() <= start ? "" : name.substring(start);
  }

  private boolean mayUse(String upper, String lower) {
    if (upper.equals(lower) || upper.equals(free) || lower.equals(free)) {
      return true;
    }
    int from = layer(upper);
    int to = layer(lower);
    return to < from || to == from && shared != null && shared == from;
  }

  private int layer(String room) {
    Integer layer = layers.get(room);
    if (layer == null) {
      throw new IllegalStateException(
          "package " + module + "." + room + " has no layer; give it one in Rooms");
    }
    return layer;
  }
}

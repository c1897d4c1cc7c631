package dev.faultline.sim.run;

import dev.faultline.sim.node.SimNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** A world's nodes in the order in which they were added, and by their names. */
final class NodeTable {
  /** Looking at so few names one by one costs less than a map, which each world would make. */
  private static final int FEW = 8;

  private final List<SimNode> nodes = new ArrayList<>();

  /** Null where there are few. */
  private @Nullable Map<String, SimNode> byName;

  /** All of them, for reading, and up to date for as long as nodes are added. */
  List<SimNode> all() {
    return nodes;
  }

  /** The node of that name, or null. */
  @Nullable SimNode find(String name) {
    Map<String, SimNode> map = byName;
    if (map != null) {
      return map.get(name);
    }
    for (int i = 0; i < nodes.size(); i++) {
      SimNode node = nodes.get(i);
      if (node.name.equals(name)) {
        return node;
      }
    }
    return null;
  }

  /**
   * Adds a node.
   *
   * @throws IllegalArgumentException when there is one of its name
   */
  void add(SimNode node) {
    if (find(node.name) != null) {
      throw new IllegalArgumentException("there is already a node called '" + node.name + "'");
    }
    nodes.add(node);
    if (byName != null) {
      byName.put(node.name, node);
    } else if (nodes.size() > FEW) {
      byName = new LinkedHashMap<>();
      for (SimNode each : nodes) {
        byName.put(each.name, each);
      }
    }
  }

  /** The names, in the order in which the nodes were added. */
  List<String> names() {
    return nodes.stream().map(node -> node.name).toList();
  }
}

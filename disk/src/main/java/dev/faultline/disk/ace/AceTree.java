package dev.faultline.disk.ace;

import java.util.Arrays;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What should be there when nothing went wrong. */
final class AceTree {
  /** A file, which may have several names, or a directory. */
  static final class Node {
    final boolean isDirectory;
    byte[] bytes = new byte[0];

    Node(boolean isDirectory) {
      this.isDirectory = isDirectory;
    }
  }

  private final TreeMap<String, Node> nodes = new TreeMap<>();

  @Nullable Node at(String path) {
    return nodes.get(path);
  }

  boolean has(String path) {
    return path.isEmpty() || nodes.containsKey(path);
  }

  SortedMap<String, Node> all() {
    return nodes;
  }

  /** What is in a directory, directly and below. */
  SortedMap<String, Node> below(String directory) {
    return nodes.subMap(directory + "/", directory + "0");
  }

  void add(String path, boolean directory) {
    nodes.put(path, new Node(directory));
  }

  void remove(String path) {
    nodes.remove(path);
  }

  void link(String existing, String path) {
    nodes.put(path, file(existing));
  }

  void rename(String from, String to) {
    Node moved = file(from);
    if (nodes.get(to) == moved) {
      return;
    }
    TreeMap<String, Node> inside = new TreeMap<>(below(from));
    nodes.remove(from);
    inside.keySet().forEach(nodes::remove);
    nodes.put(to, moved);
    inside.forEach((path, node) -> nodes.put(to + path.substring(from.length()), node));
  }

  void write(String path, long offset, byte[] written) {
    Node node = file(path);
    byte[] bytes =
        Arrays.copyOf(node.bytes, (int) Math.max(node.bytes.length, offset + written.length));
    System.arraycopy(written, 0, bytes, (int) offset, written.length);
    node.bytes = bytes;
  }

  void truncate(String path, long size) {
    Node node = file(path);
    node.bytes = Arrays.copyOf(node.bytes, (int) size);
  }

  Node file(String path) {
    Node node = nodes.get(path);
    if (node == null) {
      throw new AssertionError("no " + path);
    }
    return node;
  }
}

package dev.faultline.core;

/**
 * Where a node can be reached. The environment that runs the nodes (a simulated world or a real
 * runtime) creates addresses. They outlive the incarnations of their node. Two addresses of one
 * environment are equal exactly when their names are.
 */
public interface Address {
  /** The node's name, unique in its world, such as {@code db-2}. */
  String name();
}

package dev.faultline.core;

/**
 * Where a node can be reached. Addresses are handed out by the ground that runs the nodes (a
 * simulated world, a real runtime) and outlive the incarnations of their node. Two addresses of one
 * ground are equal exactly when their names are.
 */
public interface Address {
  /** The node's name, unique in its world, such as {@code db-2}. */
  String name();
}

package dev.faultline.sim.node;

import dev.faultline.core.Address;

/** A node's address in a world: its name, and its place in the world's tables. */
public record SimAddress(String name, int index) implements Address {
  @Override
  public String toString() {
    return name;
  }
}

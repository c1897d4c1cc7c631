package dev.faultline.sim.node;

import dev.faultline.core.Address;
import org.jspecify.annotations.Nullable;

/** A node's address in a world: its name, and its place in the world's tables. Immutable. */
public class SimAddress implements Address {
  private final String name;
  private final int index;

  protected SimAddress(String name, int index) {
    this.name = name;
    this.index = index;
  }

  @Override
  public final String name() {
    return name;
  }

  /** The place that an address has in the tables of a world, or −1 where it is of no world. */
  public static int indexOf(Address address) {
    return address instanceof SimAddress known ? known.index : -1;
  }

  @Override
  public final boolean equals(@Nullable Object other) {
    return other instanceof SimAddress that && index == that.index && name.equals(that.name);
  }

  @Override
  public final int hashCode() {
    return name.hashCode() * 31 + index;
  }

  @Override
  public final String toString() {
    return name;
  }
}

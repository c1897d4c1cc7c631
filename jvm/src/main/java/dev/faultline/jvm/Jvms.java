package dev.faultline.jvm;

import dev.faultline.core.Address;
import dev.faultline.core.BlockingNode;
import dev.faultline.jvm.net.Hosts;
import java.util.function.Function;

/** The programs of one world, which know each other's names. Belongs to the world's thread. */
public final class Jvms {
  private final Hosts hosts = new Hosts();

  /** No program yet. */
  public Jvms() {}

  /**
   * Begins to add a program.
   *
   * @param node its name
   * @param adder adds it to the world
   */
  public Jvm add(String node, Function<BlockingNode, Address> adder) {
    return new Jvm(node, hosts, adder);
  }
}

package dev.faultline.sim.adversary;

import dev.faultline.core.Fault;
import dev.faultline.core.SystemModel;
import java.util.List;

/** What an {@link Adversary} sees of a world when it may let a fault strike. */
public interface FaultView {
  SystemModel model();

  /**
   * The nodes that faults may strike, in the order in which they were added; clients are not among
   * them.
   */
  List<String> nodes();

  boolean up(String node);

  /** Whether the program supplied a twin or lies for the node, which an arbitrary fault needs. */
  boolean hasTwin(String node);

  /** Whether the system model allows this fault now, on top of those that are active. */
  boolean legal(Fault fault);

  long nowNanos();

  /** How long until the world heals or ends: a fault that is to have an effect is shorter. */
  long nanosLeft();
}

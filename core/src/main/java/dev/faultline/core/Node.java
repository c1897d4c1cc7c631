package dev.faultline.core;

import org.jspecify.annotations.Nullable;

/**
 * A process written as handlers. One instance is one <em>incarnation</em>: its fields die at a
 * crash, a recovery starts a fresh instance, and only what {@link Env#store()} had made durable
 * survives.
 *
 * <p>Handlers of one node never run concurrently, and take no simulated time unless the node is
 * slowed down. A handler that throws is a finding against the program, not an error of Faultline.
 */
public interface Node {
  /** Called once, before anything else, when this incarnation comes up. */
  void start(Env env);

  /**
   * A datagram arrived. Messages sent as objects are passed by reference in a simulated world, so
   * they must be immutable; {@code byte[]} is not copied either.
   */
  default void receive(Env env, Address from, Object message) {}

  /** A timer set with {@link Env#timer} is due; {@code tag} is the object it was set with. */
  default void timer(Env env, Object tag) {}

  /**
   * Another node asks for a connection.
   *
   * @return the listener of the connection, or null to refuse it; a node that does not override
   *     this method refuses all
   */
  default @Nullable ConnectionListener accept(Env env, Connection connection) {
    return null;
  }
}

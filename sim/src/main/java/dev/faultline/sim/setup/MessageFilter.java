package dev.faultline.sim.setup;

/**
 * Selects messages. Called on the world's thread, once for each message that a node sends to
 * another one; it must decide from what it is given and from the world, and change nothing.
 */
@FunctionalInterface
public interface MessageFilter {
  /**
   * Whether the filter selects this message.
   *
   * @param from the name of the node that sends
   * @param to the name of the node that is to receive
   * @param message what is sent; of connections a {@link dev.faultline.sim.trace.ConnectionMessage}
   */
  boolean test(String from, String to, Object message);
}

package dev.faultline.examples.microraft;

/**
 * The door to the half that knows MicroRaft; implemented once, and loaded once for every version.
 */
public interface ServerFactory {
  /** A new incarnation of a server. Thread-safe. */
  RaftMember server(ClusterOptions options, ClusterWatch watch);
}

package dev.faultline.examples.microraft;

/** What the observer may ask a running server. */
public interface RaftMember {
  /** The name under which it takes part in the group. */
  String endpoint();
}

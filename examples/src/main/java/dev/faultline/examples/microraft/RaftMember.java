package dev.faultline.examples.microraft;

import dev.faultline.core.Node;

/** What the observer may ask a running server. */
public interface RaftMember extends Node {
  /** The name under which it takes part in the group. */
  String endpoint();
}

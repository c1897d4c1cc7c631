/** A replicated state machine over MicroRaft. */
module dev.faultline.group.raft {
  requires microraft;
  requires static transitive org.jspecify;

  exports dev.faultline.group.raft;
}

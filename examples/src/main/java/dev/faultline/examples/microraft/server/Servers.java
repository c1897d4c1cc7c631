package dev.faultline.examples.microraft.server;

import dev.faultline.examples.microraft.ClusterOptions;
import dev.faultline.examples.microraft.ClusterWatch;
import dev.faultline.examples.microraft.RaftMember;
import dev.faultline.examples.microraft.ServerFactory;

/** Makes servers of the version of MicroRaft that this class was loaded with. */
public final class Servers implements ServerFactory {
  @Override
  public RaftMember server(ClusterOptions options, ClusterWatch watch) {
    return new RaftServer(options, watch);
  }
}

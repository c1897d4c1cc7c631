package dev.faultline.examples.replicated;

import dev.faultline.core.Address;
import dev.faultline.core.Described;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.group.raft.CounterMachine;
import dev.faultline.group.raft.FileLog;
import dev.faultline.group.raft.GroupMessage;
import dev.faultline.group.raft.Replica;
import dev.faultline.group.raft.ReplicaOptions;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A node with a {@link Replica}: its log on the disk, its messages on the network. */
final class Member implements Node, Described {
  static final String BUILT_AGAIN = "a member was built again";
  static final String ELECTED_AGAIN = "another leader was elected";

  private final List<String> members;
  private final ReplicaOptions options;
  private @Nullable Replica replica;
  private long timer;
  private int leadsIn;
  private long rebuilt;

  Member(List<String> members, ReplicaOptions options) {
    this.members = members;
    this.options = options;
  }

  @Override
  public void start(Env env) {
    try {
      replica =
          new Replica(
              "counter",
              env.self().name(),
              members,
              options,
              FileLog.open(env.disk().getPath("/raft"), 0),
              CounterMachine::new,
              env.random(),
              (to, message) -> env.send(env.address(to), message),
              env.nanoTime());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    goOn(env);
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    replica().receive(from.name(), (GroupMessage) message, env.nanoTime());
    goOn(env);
  }

  @Override
  public void timer(Env env, Object tag) {
    timer = 0;
    replica().tick(env.nanoTime());
    goOn(env);
  }

  private void goOn(Env env) {
    Replica here = replica();
    if (here.isLeader() && here.term() != leadsIn) {
      leadsIn = here.term();
      env.remark("leads in term " + leadsIn);
      if (leadsIn > 1) {
        env.reached(ELECTED_AGAIN);
      }
    }
    if (here.rebuilt() > rebuilt) {
      rebuilt = here.rebuilt();
      env.remark("is built again from what it has kept");
      env.reached(BUILT_AGAIN);
    }
    env.cancel(timer);
    timer = env.timer(here.wakeAt() - env.nanoTime(), "wake");
  }

  private Replica replica() {
    Replica open = replica;
    if (open == null) {
      throw new IllegalStateException("the node has not started");
    }
    return open;
  }

  /** The term that it leads in, as far as it knows; 0 for none. */
  int leadsIn() {
    Replica here = replica;
    return here != null && here.isLeader() ? here.term() : 0;
  }

  @Override
  public String describe() {
    return replica == null ? "" : replica.toString();
  }
}

package dev.faultline.examples.microraft;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.examples.microraft.Wire.Change;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The operator of the cluster, who changes its membership one step at a time for as long as the
 * world lasts: promotes a learner, removes one of the voters, has the removed server forget
 * everything and come back under a new name as a learner, and so on.
 *
 * <p>A careful one: takes a step only when all members answer and have kept up, as MicroRaft's
 * documentation asks for. And a server is told to forget only after a list of members without it
 * has been committed that is younger than one with it, and under that name it never comes back; so
 * nothing is lost that anybody relies on.
 */
final class Operator implements Node {
  private static final Duration LOOK_EVERY = Duration.ofSeconds(1);
  private static final Duration PAUSE_MIN = Duration.ofSeconds(2);
  private static final Duration PAUSE_MAX = Duration.ofSeconds(12);

  /** A member that knows all but so many commits has kept up. */
  private static final long LAG = 3;

  private final ClusterOptions options;
  private final boolean mayRemoveLeader;
  private final Map<String, String> latestEndpoints = new LinkedHashMap<>();
  private final Map<String, Long> answers = new LinkedHashMap<>();
  private List<String> members;
  private long membersIndex;
  private long number;
  private long changeAtNanos;
  private Wire.@Nullable Members leaders;
  private @Nullable Address leader;

  /**
   * An operator.
   *
   * @param mayRemoveLeader whether the server that is asked for a removal may be the one that is
   *     removed
   */
  Operator(ClusterOptions options, boolean mayRemoveLeader) {
    this.options = options;
    this.mayRemoveLeader = mayRemoveLeader;
    this.members = options.firstMembers();
    members.forEach(endpoint -> latestEndpoints.put(endpoint, endpoint));
  }

  /** The endpoints that are members, as far as the operator has heard. */
  List<String> members() {
    return members;
  }

  @Override
  public void start(Env env) {
    pause(env);
    look(env);
  }

  @Override
  public void timer(Env env, Object tag) {
    if (env.nanoTime() >= changeAtNanos && allKeptUp()) {
      change(env);
    }
    look(env);
  }

  private void look(Env env) {
    number++;
    answers.clear();
    leaders = null;
    for (String server : options.firstMembers()) {
      env.send(env.address(server), new Wire.AskMembers(number));
    }
    env.timer(LOOK_EVERY, "look");
  }

  private void pause(Env env) {
    changeAtNanos =
        env.nanoTime() + env.random().nextLong(PAUSE_MIN.toNanos(), PAUSE_MAX.toNanos());
  }

  @Override
  public void receive(Env env, Address from, Object message) {
    if (!(message instanceof Wire.Members answer) || answer.number() != number) {
      return;
    }
    answers.put(answer.endpoint(), answer.committed());
    if (answer.leader() && answer.commitIndex() >= membersIndex) {
      if (answer.commitIndex() > membersIndex) {
        pause(env);
        env.remark("members are " + answer.members() + ", voters " + answer.voters());
      }
      membersIndex = answer.commitIndex();
      members = answer.members();
      for (String endpoint : members) {
        latestEndpoints.put(ClusterOptions.serverOf(endpoint), endpoint);
      }
      leaders = answer;
      leader = from;
      wakeNewcomers(env);
    }
  }

  /** Tells servers under which name they are members now; again, since a datagram may get lost. */
  private void wakeNewcomers(Env env) {
    for (String endpoint : members) {
      String server = ClusterOptions.serverOf(endpoint);
      if (!server.equals(endpoint)) {
        env.send(env.address(server), new Wire.Replace(endpoint));
      }
    }
  }

  private boolean allKeptUp() {
    if (leaders == null) {
      return false;
    }
    for (String endpoint : members) {
      Long committed = answers.get(endpoint);
      if (committed == null || committed + LAG < leaders.committed()) {
        return false;
      }
    }
    return true;
  }

  private void change(Env env) {
    if (leaders == null || leader == null) {
      return;
    }
    List<String> learners = new ArrayList<>(leaders.members());
    learners.removeAll(leaders.voters());
    if (leaders.voters().size() > options.voters()) {
      List<String> voters = new ArrayList<>(leaders.voters());
      if (!mayRemoveLeader) {
        voters.remove(leaders.endpoint());
      }
      String leaving = voters.get(env.random().nextInt(voters.size()));
      ask(env, leader, Change.REMOVE, leaving);
    } else if (learners.size() == options.learners()) {
      ask(env, leader, Change.PROMOTE, learners.getFirst());
    } else {
      addOneWhoLeft(env, leader);
    }
  }

  private void addOneWhoLeft(Env env, Address leader) {
    for (Map.Entry<String, String> server : latestEndpoints.entrySet()) {
      if (!members.contains(server.getValue())) {
        String newcomer = ClusterOptions.successor(server.getValue());
        env.send(env.address(server.getKey()), new Wire.Replace(newcomer));
        ask(env, leader, Change.ADD_LEARNER, newcomer);
        return;
      }
    }
  }

  private void ask(Env env, Address leader, Change change, String endpoint) {
    env.remark("asks to " + change + " " + endpoint);
    env.send(leader, new Wire.ChangeMembers(change, endpoint, membersIndex));
  }
}

package dev.faultline.examples.microraft;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * How the cluster is set up.
 *
 * @param voters how many servers vote at first
 * @param learners how many more servers learn at first
 * @param heartbeatPeriod of leaders; whole seconds, as MicroRaft has it
 * @param heartbeatTimeout after which a follower takes its leader for lost; whole seconds
 * @param electionTimeout of one round of voting
 * @param snapshotEvery how many commits lie between two snapshots
 * @param maxPending how many uncommitted entries a leader takes
 * @param flushLatency how long a task that a server puts off, such as flushing its log, waits until
 *     it runs
 * @param wallClock whether timeouts are measured with the wall clock, as MicroRaft does unless it
 *     is given a clock, or with the monotonic one
 */
public record ClusterOptions(
    int voters,
    int learners,
    Duration heartbeatPeriod,
    Duration heartbeatTimeout,
    Duration electionTimeout,
    int snapshotEvery,
    int maxPending,
    Duration flushLatency,
    boolean wallClock) {
  /** The group's name; there is only one. */
  public static final String GROUP = "registers";

  /**
   * A cluster with timeouts that are shorter than MicroRaft's defaults (a period of 2 s, a timeout
   * of 10 s, elections of 1 s), so that several elections fit into a minute, and with snapshots
   * every few commits, so that they happen all the time.
   */
  public static ClusterOptions of(int voters, int learners, boolean wallClock) {
    return new ClusterOptions(
        voters,
        learners,
        Duration.ofSeconds(1),
        Duration.ofSeconds(2),
        Duration.ofMillis(500),
        20,
        50,
        Duration.ofMillis(1),
        wallClock);
  }

  /** The endpoints that vote at first; the first endpoint of a server has the server's name. */
  public List<String> firstVoters() {
    return firstMembers().subList(0, voters);
  }

  /**
   * All endpoints that are members at first, voters first. They are also the names of all servers.
   */
  public List<String> firstMembers() {
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= voters + learners; i++) {
      names.add("raft-" + i);
    }
    return List.copyOf(names);
  }

  /**
   * The server behind an endpoint: {@code raft-2} for {@code raft-2}, {@code raft-2.1}, {@code
   * raft-2.2} …
   */
  public static String serverOf(String endpoint) {
    int dot = endpoint.indexOf('.');
    return dot < 0 ? endpoint : endpoint.substring(0, dot);
  }

  /**
   * The name under which a server comes back after it was removed: {@code raft-2.1} after {@code
   * raft-2}.
   */
  public static String successor(String endpoint) {
    int dot = endpoint.indexOf('.');
    int generation = dot < 0 ? 0 : Integer.parseInt(endpoint.substring(dot + 1));
    return serverOf(endpoint) + "." + (generation + 1);
  }
}

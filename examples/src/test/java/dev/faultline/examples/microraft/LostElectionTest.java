package dev.faultline.examples.microraft;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Fault;
import dev.faultline.sim.World;
import dev.faultline.sim.trace.Violation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What campaigns find in MicroRaft in one of some thousand worlds, by itself and without a search:
 * a follower that begins a pre-vote because the leader was out of its hearing, and then hears the
 * same leader again, goes on taking itself for a pre-candidate, and never begins another pre-vote.
 * When that has happened to all followers and the leader crashes, there is no leader any more,
 * although a majority is up and connected.
 */
final class LostElectionTest {
  private static final int WORLDS = 5;
  private static final Duration FIRST_DEAF = Duration.ofSeconds(5);
  private static final Duration SECOND_DEAF = Duration.ofSeconds(12);
  private static final Duration DEAF_FOR = Duration.ofSeconds(4);
  private static final Duration CRASH = Duration.ofSeconds(20);

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "0.7"})
  void followers_that_heard_their_leader_again_elect_no_other(String version) {
    for (long seed = 1; seed <= WORLDS; seed++) {
      World world = QuietWorld.of(version, seed);
      String leader = leader(version, seed);
      List<String> followers = followers(leader);
      deafen(world, FIRST_DEAF, leader, followers.get(0));
      deafen(world, SECOND_DEAF, leader, followers.get(1));
      crash(world, leader);

      Violation violation = world.run().violation();
      assertThat(violation).as("seed %d", seed).isNotNull();
      assertThat(violation.property()).isEqualTo(MicroRaftProgram.PROGRESS);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"0.5", "0.7"})
  void one_follower_that_never_missed_its_leader_is_enough(String version) {
    for (long seed = 1; seed <= WORLDS; seed++) {
      World world = QuietWorld.of(version, seed);
      String leader = leader(version, seed);
      deafen(world, FIRST_DEAF, leader, followers(leader).getFirst());
      crash(world, leader);

      assertThat(world.run().violation()).as("seed %d", seed).isNull();
    }
  }

  private static String leader(String version, long seed) {
    String leader = QuietWorld.leaderAt(FIRST_DEAF, version, seed);
    assertThat(leader).as("leader with seed %d", seed).isNotNull();
    return leader;
  }

  private static List<String> followers(String leader) {
    List<String> followers = new ArrayList<>(List.of("raft-1", "raft-2", "raft-3"));
    followers.remove(leader);
    return followers;
  }

  private static void deafen(World world, Duration at, String leader, String follower) {
    world.fault(at, new Fault.LinkLoss(leader, follower, 1.0, DEAF_FOR));
  }

  private static void crash(World world, String leader) {
    world.fault(CRASH, new Fault.Crash(leader, Fault.FOREVER));
  }
}

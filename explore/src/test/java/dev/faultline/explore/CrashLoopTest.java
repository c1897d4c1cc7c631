package dev.faultline.explore;

import static org.assertj.core.api.Assertions.assertThat;

import dev.faultline.core.Address;
import dev.faultline.core.Env;
import dev.faultline.core.Node;
import dev.faultline.core.SystemModel;
import dev.faultline.explore.search.SwarmMix;
import dev.faultline.sim.World;
import java.time.Duration;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Issue 11, item 13: swarm worlds in which nodes crash every few steps and are back at once. */
final class CrashLoopTest {
  private static final List<Long> SEEDS =
      LongStream.range(0, 300).filter(SwarmMix::loops).boxed().toList();

  @Test
  void about_one_world_in_three_is_one_and_has_crashes_that_are_short() {
    assertThat(SEEDS).hasSizeBetween(70, 130);
    for (long seed : SEEDS) {
      FaultMix mix = SwarmMix.of(seed, FaultMix.DEFAULT);
      assertThat(mix.kinds()).contains(FaultKind.CRASH);
      assertThat(mix.longest()).isLessThanOrEqualTo(Duration.ofMillis(100));
    }
  }

  @Test
  void kinds_that_the_user_leaves_out_never_come_in() {
    FaultMix pauses = FaultMix.DEFAULT.withKinds(List.of(FaultKind.PAUSE));
    for (long seed : SEEDS) {
      assertThat(SwarmMix.of(seed, pauses).kinds()).doesNotContain(FaultKind.CRASH);
    }
    FaultMix still = FaultMix.DEFAULT.withPace(0);
    assertThat(SEEDS).allMatch(seed -> SwarmMix.of(seed, still).pace() == 0);
  }

  /** A crash between each two of four answers, within 80 ms and more: only a loop does that. */
  @Test
  void two_restarts_each_between_two_messages_of_one_exchange_are_found() {
    CampaignResult result =
        new Campaign(
                Toys.plan(CrashLoopTest::twoShortRestarts, 1, 100)
                    .withDuration(Duration.ofSeconds(5))
                    .withStrategy(Strategy.SWARM))
            .run();
    assertThat(result.findings()).isNotEmpty();
  }

  private static void twoShortRestarts(World world) {
    world.model(SystemModel.partiallySynchronous().crashRecovery(1));
    Address server = world.node("server", Echo::new);
    Watcher watcher = new Watcher(server, world);
    world.client("watcher", () -> watcher);
  }

  private static final class Echo implements Node {
    private long incarnation;

    @Override
    public void start(Env env) {
      incarnation = env.incarnation();
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      env.send(from, incarnation);
    }
  }

  /** Asks every 20 ms; what it must not see is four incarnations in as many answers in a row. */
  private static final class Watcher implements Node {
    private final Address server;
    private final World world;
    private long last = -1;
    private int changes;
    private int asked;

    Watcher(Address server, World world) {
      this.server = server;
      this.world = world;
    }

    @Override
    public void start(Env env) {
      env.timer(20_000_000L, "ask");
    }

    @Override
    public void timer(Env env, Object tag) {
      env.send(server, asked++);
      env.timer(20_000_000L, "ask");
    }

    @Override
    public void receive(Env env, Address from, Object message) {
      long now = (Long) message;
      changes = last >= 0 && now != last ? changes + 1 : 0;
      last = now;
      if (changes == 3) {
        world.violation("restarts are rare", "four incarnations in four answers");
      }
    }
  }
}

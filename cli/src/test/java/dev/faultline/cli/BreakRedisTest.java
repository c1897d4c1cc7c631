package dev.faultline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/**
 * A Redis and its replica behind proxies: a partition between the two, a promotion by hand, a
 * healing. What a client saw is a history, and the checker judges it.
 */
@Timeout(120)
class BreakRedisTest {
  @TempDir private Path folder;

  @BeforeEach
  void needRedis() {
    assumeTrue(
        Files.isExecutable(RedisNode.PROGRAM),
        "no Redis here: install the Debian package redis-server");
  }

  private Run run(String... options) {
    List<String> args = new ArrayList<>(List.of("break-redis", "--history", history().toString()));
    args.addAll(List.of(options));
    return Run.faultline(args.toArray(String[]::new));
  }

  private Path history() {
    return folder.resolve("history.edn");
  }

  @Test
  void without_faults_the_history_is_linearizable() {
    Run run = run("--no-faults");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("it reads 2 there");
  }

  @Test
  void an_acknowledged_write_is_lost_by_a_promotion_and_the_check_finds_it() {
    Run run = run();
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("is told OK", "a client reads 1 from the new primary");
  }

  @Test
  void the_lost_write_is_gone_from_both() throws Exception {
    try (BreakRedis redis = new BreakRedis(folder)) {
      redis.partition();
      try (RedisNode.Client client = redis.connectToFirst()) {
        redis.write(client, 2, false);
      }
      assertThat(redis.heldByFirst()).isEqualTo("2");
      redis.promoteAndHeal();
      assertThat(redis.heldByFirst()).isEqualTo("1");
    }
  }

  @Test
  void with_wait_the_lost_write_was_not_acknowledged() throws Exception {
    Run run = run("--wait");
    assertThat(run.exitCode()).as(run.out() + run.err()).isZero();
    assertThat(run.out()).contains("is told 0 replicas");
    assertThat(Files.readString(history())).contains(":info");
  }

  @Test
  void with_wait_another_client_may_still_have_read_what_is_lost() {
    Run run = run("--wait", "--read");
    assertThat(run.exitCode()).as(run.out() + run.err()).isEqualTo(1);
    assertThat(run.out()).contains("it reads 2 there", "a client reads 1 from the new primary");
  }
}
